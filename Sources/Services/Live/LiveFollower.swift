import Foundation
import Logging
import Plays
import Postgres
import Store
import Synchronization

/// Keeps a `LiveBook` at the database's last commit, from a thread of its own.
///
/// It listens for commits and reads what they added. Where it has missed some, or one was too large to list, it reads
/// everything anew; while the database cannot be reached the book stays as it was, and says how old it is.
public final class LiveFollower: Sendable {
  private let book: LiveBook
  private let url: String
  private let cellLimit: Int64
  private let logger: Logger
  private static let countInterval = Duration.seconds(1)
  private let countedAt = Mutex(ContinuousClock.now - .seconds(60))
  private let isStopped = Atomic(false)
  private let ended = Latch()

  /// - Parameter cellLimit: cells to keep in memory at most, about 30 bytes each.
  public init(_ book: LiveBook, databaseURL: String, cellLimit: Int64, logger: Logger) {
    self.book = book
    url = databaseURL
    self.cellLimit = cellLimit
    self.logger = logger
  }

  /// Loads the book, so that the first answer is whole, and goes on following in the background.
  ///
  /// - Throws: what kept it from loading.
  public func start() async throws {
    try await withCheckedThrowingContinuation { (started: CheckedContinuation<Void, any Error>) in
      let thread = Thread { [self] in
        defer { ended.open() }
        do {
          let connection = try open()
          try load(connection)
          started.resume()
          follow(connection)
        } catch {
          started.resume(throwing: error)
        }
      }
      thread.name = "live"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Ends the thread, and returns when it has let go of the database.
  public func stop() async {
    isStopped.store(true, ordering: .relaxed)
    await ended.wait()
  }

  private func open() throws -> Connection {
    let connection = try Connection(url: url, options: Connection.Options(applicationName: "ledgerline-live"))
    // Before the first read, so that no commit falls between the two.
    try connection.listen(LiveStore.channel)
    return connection
  }

  private func follow(_ first: Connection) {
    var connection = Optional(first)
    var pause: TimeInterval = 0.25
    while !isStopped.load(ordering: .relaxed) {
      do {
        if connection == nil {
          let opened = try open()
          try load(opened)
          connection = opened
        }
        let notifications = try connection!.notifications(timeout: 500)
        if notifications.contains(where: { $0.payload == "rates" }) { try loadRates(connection!) }
        try advance(connection!)
        pause = 0.25
      } catch {
        logger.warning("live totals wait for the database: \(error)")
        connection = nil
        Thread.sleep(forTimeInterval: pause)
        pause = min(pause * 2, 5)
      }
    }
  }

  private func loadRates(_ db: Connection) throws {
    let rates = try RateStore(db).book()
    let fx = try FXStore(db).book()
    book.update {
      $0.rates = rates
      $0.fx = fx
    }
  }

  /// Reads the commits since the last time.
  private func advance(_ db: Connection) throws {
    let generation = book.state.generation
    // Asked first: what is committed meanwhile is among the commits.
    let newest = try LiveStore(db).generation()
    let commits = try LiveStore(db).commits(after: generation)
    // None is missing, at the start, between or at the end; and the database is no older one than it was.
    let isWhole =
      commits.enumerated().allSatisfy { $1.generation == generation + 1 + Int64($0) }
      && newest >= generation && newest <= generation + Int64(commits.count)
    guard isWhole, commits.allSatisfy({ $0.moments != nil }) else { return try load(db) }
    let dimensions = try newDimensions(db, commits)
    let freshness = try StatusStore(db).freshness()
    let counts = try newCounts(db)
    let now = UInt32(Date().timeIntervalSince1970)
    book.update { contents in
      if let dimensions { contents.dimensions = dimensions }
      for commit in commits {
        for moment in commit.moments! { contents.add(moment, now: now, cellLimit: cellLimit) }
        contents.state.generation = commit.generation
      }
      contents.recent.forget(now: now)
      contents.state.freshness = freshness
      if let counts { contents.state.counts = counts }
    }
  }

  /// The counts, once a second: they are read from the tables of what waits, which may be long.
  private func newCounts(_ db: Connection) throws -> StatusStore.Counts? {
    let now = ContinuousClock.now
    guard countedAt.withLock({ now - $0 >= Self.countInterval }) else { return nil }
    let counts = try StatusStore(db).counts()
    countedAt.withLock { $0 = now }
    return counts
  }

  /// Ingest makes markets as it meets them: read them again where a commit names one we do not know.
  private func newDimensions(_ db: Connection, _ commits: [LiveStore.Commit]) throws -> Dimensions? {
    let known = book.dimensions
    let isNew = commits.contains { commit in
      commit.moments!.contains { known.market($0.market) == nil || known.track($0.track) == nil }
    }
    return isNew ? Dimensions(tracks: try LiveStore(db).tracks(), markets: try LiveStore(db).markets()) : nil
  }

  /// Reads everything as of one moment.
  private func load(_ db: Connection) throws {
    let now = UInt32(Date().timeIntervalSince1970)
    var contents = LiveBook.Contents()
    try db.snapshot {
      let store = LiveStore(db)
      contents.state.generation = try store.generation()
      contents.state.freshness = try StatusStore(db).freshness()
      contents.state.counts = try StatusStore(db).counts()
      contents.dimensions = Dimensions(tracks: try store.tracks(), markets: try store.markets())
      contents.rates = try RateStore(db).book()
      contents.fx = try FXStore(db).book()
      contents.isTooLarge = try store.cellEstimate() > cellLimit
      if !contents.isTooLarge {
        try store.cells { contents.add(track: $0.track, day: $0.day, market: $0.market, plays: $0.plays) }
      }
      try store.recentMoments(seconds: Int32(RecentPlays.keptMinutes)) { contents.addRecent($0, now: now) }
    }
    book.replace(contents)
  }
}
