import Dispatch
import Foundation
import Logging
import Plays
import Postgres
import Rates
import Store
import Synchronization

/// Reading of everything as of one moment: the cells by several connections that have one snapshot. Where the totals are
/// on several nodes one has to do, since only it has the nodes' snapshots.
struct LiveLoading {
  let url: String
  let cellLimit: Int64
  let part: LivePart
  let logger: Logger

  /// Totals of one moment, with where they stand in the database's history.
  struct Loaded {
    var contents: LiveContents
    /// The catalog's version.
    var catalog: Int64 = 0
    /// The last commit that they have; `nil` where it was forgotten.
    var last: LiveStore.Commit?
  }

  /// Connections that read: the database has as much to do with it as we have.
  private static let readers = min(4, max(2, ProcessInfo.processInfo.activeProcessorCount))
  /// Blocks that are read by one statement: some 300,000 cells.
  private static let blocksAtATime: Int64 = 2_048
  /// Cells in a block, about, and those that are put in order at a time.
  private static let (cellsOfBlock, cellsOfBucket): (Int64, Int64) = (130, 65_536)

  func loaded(_ db: Connection) throws -> Loaded {
    let start = ContinuousClock.now
    var loaded = Loaded(contents: LiveContents(part))
    try Nodes(db).snapshot {
      let store = LiveStore(db)
      loaded.contents.state = try StatusStore(db).state()
      let generation = loaded.contents.state.generation
      loaded.catalog = try store.catalogVersion()
      loaded.last = try store.commits(from: generation).first
      try store.catalog { loaded.contents.apply($0, generation: generation) }
      loaded.contents.add(markets: try store.markets())
      loaded.contents.price(
        try RateStore(db).book(), try FXStore(db).book(), reports: try ReportedEarningsStore(db).mark())
      if part == .everything, try store.cellEstimate() > cellLimit { loaded.contents.giveUp() }
      if !loaded.contents.isTooLarge, part != .nothing {
        loaded.contents.take(try columns(db, loaded.contents), limit: cellLimit)
      }
      var moments: [PlayAggregator.Moment] = []
      try store.recentMoments(seconds: 3_600) { moments.append($0) }
      loaded.contents.addRecent(moments, now: UInt32(Date().timeIntervalSince1970))
    }
    if loaded.contents.isTooLarge { logger.warning("\(LiveFollower.tooLarge)") }
    let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
    logger.info("live totals are in memory: \(loaded.contents.cells.count) cells, read in \(milliseconds) ms")
    return loaded
  }

  /// Every cell in columns, in the order of their artists.
  private func columns(_ db: Connection, _ contents: LiveContents) throws -> [CellColumns] {
    let isAlone = try Nodes(db).areSeveral
    let snapshot = isAlone ? "" : try db.exportedSnapshot()
    let blocks = try LiveStore(db).cellBlocks()
    let buckets = Int(min(256, max(1, blocks * Self.cellsOfBlock / Self.cellsOfBucket)))
    let progress = LoadingProgress(blocks: blocks, limit: cellLimit, logger: logger)
    let readers = blocks > Self.blocksAtATime && !isAlone ? Self.readers : 1
    let parts = Mutex<[LoadedCells]>([])
    // The first reader's alone until all have ended.
    nonisolated(unsafe) let db = db
    DispatchQueue.concurrentPerform(iterations: readers) { reader in
      do {
        var cells = LoadedCells(buckets: buckets, artists: contents.catalog.artists.count)
        if reader == 0 {
          try read(db, into: &cells, contents, progress)
        } else {
          let other = try Connection(url: url, options: .init(applicationName: "ledgerline-live"))
          try other.snapshot(snapshot) { try read(other, into: &cells, contents, progress) }
        }
        parts.withLock { $0.append(cells) }
      } catch {
        progress.fail(error)
      }
    }
    try progress.check()
    let all = parts.withLock { $0 }
    let columns = Mutex([[CellColumns]](repeating: [], count: buckets))
    DispatchQueue.concurrentPerform(iterations: buckets) { bucket in
      let made = LoadedCells.columns(
        bucket, of: all, contents.catalog, contents.markets, generation: contents.state.generation)
      columns.withLock { $0[bucket] = made }
    }
    return columns.withLock { $0.flatMap(\.self) }
  }

  /// Reads what nobody else has taken yet.
  private func read(
    _ db: Connection, into cells: inout LoadedCells, _ contents: LiveContents, _ progress: LoadingProgress
  ) throws {
    let (catalog, markets, held) = (contents.catalog, contents.markets, contents.held)
    while let range = progress.next(Self.blocksAtATime) {
      let before = cells.count
      try LiveStore(db).cells(in: range) { cells.add($0, catalog, markets, held) }
      progress.note(cells: cells.count - before)
    }
  }
}
