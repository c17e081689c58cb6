import Postgres

/// The database's history of commits, as totals in memory follow it: a snapshot, then every commit after it.
///
/// A pure value: told what happened, it says what to do next. A generation is never skipped: where one is missing, or is
/// not listed, everything is read anew. So it is where the commits list so much that this is cheaper.
package struct FollowedHistory {
  /// A numbered commit, and if it lists what it has added.
  package struct Commit: Hashable, Sendable {
    package let generation: Int64
    /// Tells commits of the same number apart: a database that was restored from a backup uses numbers again.
    package let mark: Int64
    /// Bytes of its list; `nil` where it has none.
    package let size: Int?

    package init(generation: Int64, mark: Int64, size: Int?) {
      self.generation = generation
      self.mark = mark
      self.size = size
    }
  }

  package enum Event: Hashable, Sendable {
    /// Listening has begun: of what is committed from now on there will be news.
    case opened
    /// Everything was read as of a generation: of a commit that is still known, or of one that was forgotten.
    case loaded(generation: Int64, Commit?)
    /// News came, or the time to wait for it is over.
    case heard(newRates: Bool)
    case ratesRead
    /// The commits from the last one known on were read, and the newest generation, on one snapshot.
    ///
    /// - Parameter cells: cells in memory.
    case read([Commit], newest: Int64, cells: Int64, at: ContinuousClock.Instant)
    case added
    /// The list of a commit is none that this version can read.
    case unreadable
    case failed
  }

  package enum Action: Hashable, Sendable {
    /// Open a connection, and listen before anything is read, so that no commit falls between the two.
    case open(after: Duration)
    case load
    case listen
    case readRates
    /// Take a snapshot, and read the commits from this generation on, and the newest generation.
    case read(from: Int64)
    /// Add the commits after this generation, on the snapshot on which they were read; with the counts of what waits,
    /// which may take long.
    case add(after: Int64, withCounts: Bool)
  }

  private enum State {
    case opening, loading
    /// The totals have every commit up to this generation.
    case listening(Int64), readingRates(Int64), reading(Int64)
    case adding(upTo: Commit?, generation: Int64)
  }

  private static let countInterval = Duration.seconds(1)
  /// Bytes up to which commits are always added. A book that is read anew stands beside the old one meanwhile.
  private static let smallList = 64 << 20
  /// Bytes in which a cell is listed, about. To read one anew takes as long as to add one.
  private static let bytesOfCell: Int64 = 5

  private var state = State.opening
  private var hasLoaded = false
  private var pause = RetryPause()
  private var countedAt: ContinuousClock.Instant?
  /// The last commit that the totals have; `nil` where it was forgotten before it was read.
  private var last: Commit?
  /// The connection was lost since: the database may be an older one than it was.
  private var isDoubtful = false

  package init() {}

  /// - Returns: what to do next; `nil` where nothing changes it, or it has failed before anything was loaded.
  package mutating func handle(_ event: Event) -> Action? {
    switch (state, event) {
    case (.opening, .opened):
      guard hasLoaded, let last else { return load() }
      // Of rates that were published meanwhile there was no news.
      isDoubtful = true
      state = .readingRates(last.generation)
      return .readRates
    case (.loading, .loaded(let generation, let commit)):
      hasLoaded = true
      isDoubtful = false
      last = commit
      return listen(generation)
    case (.listening(let generation), .heard(newRates: true)):
      state = .readingRates(generation)
      return .readRates
    case (.listening(let generation), .heard(newRates: false)), (.readingRates(let generation), .ratesRead):
      state = .reading(generation)
      return .read(from: generation)
    case (.reading(let generation), .read(let commits, let newest, let cells, let now)):
      let news = commits.drop { $0.generation <= generation }
      guard isKnown(commits.first), Self.isWhole(news, after: generation, newest: newest),
        Self.isWorthAdding(news, cells: cells)
      else { return load() }
      state = .adding(upTo: commits.last, generation: newest)
      return .add(after: generation, withCounts: isCountDue(at: now))
    case (.adding(let commit, let generation), .added):
      isDoubtful = false
      pause.reset()
      last = commit
      return listen(generation)
    case (.adding, .unreadable): return load()
    case (_, .failed):
      // Of commits that were being added nobody knows which are in.
      if case .adding = state { last = nil }
      state = .opening
      return hasLoaded ? .open(after: pause.next()) : nil
    default: return nil
    }
  }

  private mutating func load() -> Action {
    state = .loading
    return .load
  }

  private mutating func listen(_ generation: Int64) -> Action {
    state = .listening(generation)
    return .listen
  }

  private mutating func isCountDue(at now: ContinuousClock.Instant) -> Bool {
    if let countedAt, now - countedAt < Self.countInterval { return false }
    countedAt = now
    return true
  }

  /// True where it is certain that the database is the one that was followed. In one session it can be no other.
  ///
  /// - Parameter first: the first commit that was read, which is to be the last one that the totals have.
  private func isKnown(_ first: Commit?) -> Bool {
    guard isDoubtful else { return true }
    return first != nil && first?.generation == last?.generation && first?.mark == last?.mark
  }

  /// True where no commit is missing, at the start, between or at the end, and each lists what it has added.
  private static func isWhole(_ news: ArraySlice<Commit>, after generation: Int64, newest: Int64) -> Bool {
    guard newest >= generation, Int64(news.count) == newest - generation else { return false }
    return zip(news, generation + 1..<newest + 1).allSatisfy { $0.generation == $1 && $0.size != nil }
  }

  private static func isWorthAdding(_ news: ArraySlice<Commit>, cells: Int64) -> Bool {
    let size = news.reduce(0) { $0 + ($1.size ?? 0) }
    return size <= smallList || Int64(size) <= cells * bytesOfCell
  }
}
