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
  private let listedAtATime: Int
  private let part: LivePart
  private let logger: Logger
  private let isStopped = Atomic(false)
  private let ended = Latch()
  private let loadCount = Atomic(0)

  /// Number of times that everything was read.
  package var loads: Int { loadCount.load(ordering: .relaxed) }

  /// - Parameters:
  ///   - part: what is kept in memory.
  ///   - cellLimit: cells to keep in memory at most, about ten bytes each. With more none is kept.
  ///   - listedAtATime: bytes of commits' lists that are in memory at a time, but for one commit that has more.
  package init(
    _ book: LiveBook, databaseURL: String, part: LivePart = .everything, cellLimit: Int64,
    listedAtATime: Int = 4 << 20, logger: Logger
  ) {
    self.book = book
    url = databaseURL
    self.cellLimit = cellLimit
    self.listedAtATime = listedAtATime
    self.part = part
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
    /// The catalog's version that the book has.
    var catalog: Int64 = 0
  }

  static let tooLarge =
    "there are more cells, or more markets, than the live totals may have in memory: earnings are asked of the database "
    + "(serve --cells, or a part with --labels or --share)"

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
    case .load:
      db.rollBack()
      return try load(&session)
    case .listen: return .heard(newRates: try db.notifications(timeout: 500).contains { $0.payload == "rates" })
    case .readRates:
      try loadRates(db)
      return .ratesRead
    case .read(let generation):
      try db.beginSnapshot()
      let newest = try LiveStore(db).generation()
      session.commits = try LiveStore(db).commits(from: generation)
      let cells = book.read { Int64($0.cells.count) }
      return .read(session.commits.map(FollowedHistory.Commit.init), newest: newest, cells: cells, at: .now)
    case .add(let generation, let withCounts):
      let commits = session.commits.filter { $0.generation > generation }
      defer { db.rollBack() }
      return try add(commits, withCounts: withCounts, &session) ? .added : .unreadable
    }
  }

  private func loadRates(_ db: Connection) throws {
    let rates = try RateStore(db).book()
    let fx = try FXStore(db).book()
    let reports = try ReportedEarningsStore(db).mark()
    book.update { $0.price(rates, fx, reports: reports) }
  }

  /// Adds commits in steps that have room in memory. What readers have after each is of one generation.
  ///
  /// Rows of the catalog are as the last import on the snapshot has left them. So the commits from the first import to the
  /// last are shown at once.
  ///
  /// - Returns: false where a list cannot be read, or tracks have come whose cells were not kept.
  private func add(_ commits: [LiveStore.Commit], withCounts: Bool, _ session: inout Session) throws -> Bool {
    let (store, status) = (LiveStore(session.connection!), StatusStore(session.connection!))
    let now = UInt32(Date().timeIntervalSince1970)
    let lastImport = commits.last { $0.catalogVersion != nil }
    var contents = book.read { $0 }
    var rest = commits[...]
    while !rest.isEmpty {
      let step = step(of: rest)
      rest = rest[step.endIndex...]
      if let version = lastImport?.catalogVersion, version > session.catalog,
        let generation = step.first(where: { $0.catalogVersion != nil })?.generation
      {
        try store.catalog(changedAfter: session.catalog) { contents.apply($0, generation: generation) }
        session.catalog = version
        if contents.lacksCells { return false }
      }
      let additions = try store.additions(step.first!.generation...step.last!.generation)
      guard additions.count == step.count, additions.allSatisfy({ $0.cells != nil }) else { return false }
      try addMarkets(of: additions, to: &contents, store)
      for addition in additions {
        contents.add(addition.cells!, generation: addition.generation, limit: cellLimit)
        contents.addRecent(addition.moments, now: now)
        contents.state.generation = addition.generation
      }
      let isInMidst = rest.contains { $0.catalogVersion != nil } && session.catalog == lastImport?.catalogVersion
      if !rest.isEmpty, !isInMidst { book.put(contents) }
    }
    contents.addRecent([], now: now)
    contents.state.freshness = try status.freshness()
    if withCounts { contents.state.counts = try status.counts() }
    if contents.isTooLarge, !book.read(\.isTooLarge) { logger.warning("\(Self.tooLarge)") }
    book.put(contents)
    return true
  }

  /// Adds markets that are new: ingest makes them as it meets them.
  private func addMarkets(
    of additions: [LiveStore.Addition], to contents: inout LiveBook.Contents, _ store: LiveStore
  ) throws {
    let known = contents.markets
    let isNew = additions.contains { $0.cells!.contains { known.number(id: $0.market) == nil } }
    if isNew { contents.add(markets: try store.markets()) }
  }

  /// The first commits that have room in memory together; one at least.
  private func step(of commits: ArraySlice<LiveStore.Commit>) -> ArraySlice<LiveStore.Commit> {
    var size = 0
    return commits.prefix { commit in
      let isFirst = size == 0
      size += 1 + (commit.size ?? 0)
      return isFirst || size <= listedAtATime
    }
  }

  /// Reads everything as of one moment.
  private func load(_ session: inout Session) throws -> FollowedHistory.Event {
    let loaded = try LiveLoading(url: url, cellLimit: cellLimit, part: part, logger: logger).loaded(session.connection!)
    book.replace(loaded.contents)
    session.catalog = loaded.catalog
    loadCount.add(1, ordering: .relaxed)
    return .loaded(generation: loaded.contents.state.generation, loaded.last.map(FollowedHistory.Commit.init))
  }
}

extension FollowedHistory.Commit {
  fileprivate init(_ commit: LiveStore.Commit) {
    self.init(generation: commit.generation, mark: commit.committedAt, size: commit.size)
  }
}
