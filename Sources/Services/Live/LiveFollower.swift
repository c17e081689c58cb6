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
    book.update {
      $0.rates = rates
      $0.fx = fx
    }
  }

  private func add(_ commits: [LiveStore.Commit], withCounts: Bool, _ db: Connection) throws {
    let now = UInt32(Date().timeIntervalSince1970)
    let news = try unknown(db, commits, book.catalog, book.markets)
    // Nobody waits for it: only this thread changes the book. What it is made from is let go before, not to be copied.
    let packed = book.recent.packed(now: now)
    let freshness = try StatusStore(db).freshness()
    let counts = withCounts ? try StatusStore(db).counts() : nil
    book.update { contents in
      if let catalog = news.catalog { contents.catalog = catalog }
      if let markets = news.markets { contents.markets = markets }
      contents.recent.take(packed)
      for commit in commits {
        for moment in commit.moments! { contents.add(moment, now: now, cellLimit: cellLimit) }
        contents.state.generation = commit.generation
      }
      contents.recent.forget(now: now)
      contents.state.freshness = freshness
      if let counts { contents.state.counts = counts }
    }
  }

  /// Tracks and markets, read again where a commit names one that is not known: ingest makes markets as it meets them.
  private func unknown(
    _ db: Connection, _ commits: [LiveStore.Commit], _ catalog: LiveCatalog, _ markets: LiveMarkets
  ) throws -> (catalog: LiveCatalog?, markets: LiveMarkets?) {
    func names(_ isNew: (PlayAggregator.Moment) -> Bool) -> Bool {
      commits.contains { $0.moments!.contains(where: isNew) }
    }
    return (
      names { catalog.track($0.track) == nil } ? LiveCatalog(try LiveStore(db).tracks()) : nil,
      names { markets.market($0.market) == nil } ? LiveMarkets(try LiveStore(db).markets()) : nil
    )
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
      contents.catalog = LiveCatalog(try store.tracks())
      contents.markets = LiveMarkets(try store.markets())
      contents.rates = try RateStore(db).book()
      contents.fx = try FXStore(db).book()
      contents.isTooLarge = try store.cellEstimate() > cellLimit
      if !contents.isTooLarge {
        try store.cells { contents.add(track: $0.track, day: $0.day, market: $0.market, plays: $0.plays) }
      }
      try store.recentMoments(seconds: Int32(RecentPlays.keptMinutes)) { contents.addRecent($0, now: now) }
    }
    book.replace(contents)
    return contents.state.generation
  }
}
