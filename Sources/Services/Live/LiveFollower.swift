import Foundation
import Logging
import Plays
import Postgres
import Store
import Synchronization

/// Keeps a `LiveBook` at the database's last commit, from a thread of its own: the shell of a `FollowedHistory`.
///
/// While the database cannot be reached the book stays as it was, and says how old it is.
package final class LiveFollower: Sendable {
  private let book: LiveBook
  private let url: String
  private let cellLimit: Int64
  private let logger: Logger
  private let isStopped = Atomic(false)
  private let ended = Latch()

  /// - Parameter cellLimit: cells to keep in memory at most, about 30 bytes each.
  package init(_ book: LiveBook, databaseURL: String, cellLimit: Int64, logger: Logger) {
    self.book = book
    url = databaseURL
    self.cellLimit = cellLimit
    self.logger = logger
  }

  /// Loads the book, so that the first answer is whole, and goes on following in the background.
  ///
  /// - Throws: the error that kept it from loading.
  package func start() async throws {
    try await withCheckedThrowingContinuation { (started: CheckedContinuation<Void, any Error>) in
      let thread = Thread { [self] in
        follow(started)
        ended.open()
      }
      thread.name = "live"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Ends the thread, and returns when it has let go of the database.
  package func stop() async {
    isStopped.store(true, ordering: .relaxed)
    await ended.wait()
  }

  /// The connection, and the commits that were read from it and not added yet.
  private struct Session {
    var connection: Connection?
    var commits: [LiveStore.Commit] = []
  }

  /// Carries out what the history says, and tells it the outcome.
  private func follow(_ started: CheckedContinuation<Void, any Error>) {
    var history = FollowedHistory()
    var session = Session()
    var loading = Optional(started)
    var action = Optional(FollowedHistory.Action.open(after: .zero))
    while let next = action, loading != nil || !isStopped.load(ordering: .relaxed) {
      do {
        action = history.handle(try carryOut(next, &session))
        if next == .load {
          loading?.resume()
          loading = nil
        }
      } catch {
        session.connection = nil
        action = history.handle(.failed)
        if let loading { return loading.resume(throwing: error) }
        logger.warning("live totals wait for the database: \(error)")
        if case .open(let pause) = action { Thread.sleep(forTimeInterval: pause / .seconds(1)) }
      }
    }
  }

  private func carryOut(_ action: FollowedHistory.Action, _ session: inout Session) throws -> FollowedHistory.Event {
    if case .open = action {
      session.connection = try Connection(url: url, options: Connection.Options(applicationName: "ledgerline-live"))
    }
    let db = session.connection!
    switch action {
    case .open:
      try db.listen(LiveStore.channel)
      return .opened
    case .load: return .loaded(generation: try load(db))
    case .listen: return .heard(newRates: try db.notifications(timeout: 500).contains { $0.payload == "rates" })
    case .readRates:
      try loadRates(db)
      return .ratesRead
    case .read(let generation):
      // Asked first: what is committed meanwhile is among the commits.
      let newest = try LiveStore(db).generation()
      session.commits = try LiveStore(db).commits(after: generation)
      return .read(
        session.commits.map { .init(generation: $0.generation, isListed: $0.moments != nil) }, newest: newest, at: .now)
    case .add(let withCounts):
      try add(session.commits, withCounts: withCounts, db)
      return .added
    }
  }

  private func loadRates(_ db: Connection) throws {
    let rates = try RateStore(db).book()
    let fx = try FXStore(db).book()
    book.update { $0.price(rates, fx) }
  }

  private func add(_ commits: [LiveStore.Commit], withCounts: Bool, _ db: Connection) throws {
    let now = UInt32(Date().timeIntervalSince1970)
    let known = book.read { $0.markets }
    let isNew = commits.contains { $0.moments!.contains { known.number(id: $0.market) == nil } }
    let markets = isNew ? try LiveStore(db).markets() : []
    let freshness = try StatusStore(db).freshness()
    let counts = withCounts ? try StatusStore(db).counts() : nil
    book.update { contents in
      contents.add(markets: markets)
      for commit in commits {
        let cells = commit.moments!.map {
          PlayBatch.Cell(track: $0.track, day: Int32($0.second / 86_400), market: $0.market, plays: $0.plays)
        }
        contents.add(cells, generation: commit.generation, limit: cellLimit)
        contents.addRecent(commit.moments!, now: now)
        contents.state.generation = commit.generation
      }
      contents.addRecent([], now: now)
      contents.state.freshness = freshness
      if let counts { contents.state.counts = counts }
    }
  }

  /// Reads everything as of one moment.
  ///
  /// - Returns: its generation.
  private func load(_ db: Connection) throws -> Int64 {
    let now = UInt32(Date().timeIntervalSince1970)
    var contents = LiveBook.Contents()
    try db.snapshot {
      let store = LiveStore(db)
      contents.state.generation = try store.generation()
      contents.state.freshness = try StatusStore(db).freshness()
      contents.state.counts = try StatusStore(db).counts()
      let generation = contents.state.generation
      try store.catalog { contents.apply($0, generation: generation) }
      contents.price(try RateStore(db).book(), try FXStore(db).book())
      contents.add(markets: try store.markets())
      if try store.cellEstimate() > cellLimit { contents.giveUp() }
      if !contents.isTooLarge {
        var batch: [PlayBatch.Cell] = []
        try store.cells {
          batch.append($0)
          if batch.count == 1 << 20 {
            contents.add(batch, generation: generation, limit: cellLimit)
            batch.removeAll(keepingCapacity: true)
          }
        }
        contents.add(batch, generation: generation, limit: cellLimit)
      }
      var moments: [PlayAggregator.Moment] = []
      try store.recentMoments(seconds: 3_600) { moments.append($0) }
      contents.addRecent(moments, now: now)
    }
    book.replace(contents)
    return contents.state.generation
  }
}
