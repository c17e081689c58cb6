import Postgres

/// The database's history of commits, as totals in memory follow it: a snapshot, then every commit after it.
///
/// A pure value: told what happened, it says what to do next. A generation is never skipped: where one is missing, or is
/// not listed, everything is read anew.
package struct FollowedHistory {
  /// A numbered commit, and if it lists what it has added.
  package struct Commit: Hashable, Sendable {
    package let generation: Int64
    package let isListed: Bool

    package init(generation: Int64, isListed: Bool) {
      self.generation = generation
      self.isListed = isListed
    }
  }

  package enum Event: Hashable, Sendable {
    /// Listening has begun: of what is committed from now on there will be news.
    case opened
    /// Everything was read as of a generation.
    case loaded(generation: Int64)
    /// News came, or the time to wait for it is over.
    case heard(newRates: Bool)
    case ratesRead
    /// The commits after the last one known were read, and before them the newest generation.
    case read([Commit], newest: Int64, at: ContinuousClock.Instant)
    case added
    case failed
  }

  package enum Action: Hashable, Sendable {
    /// Open a connection, and listen before anything is read, so that no commit falls between the two.
    case open(after: Duration)
    case load
    case listen
    case readRates
    case read(after: Int64)
    /// Add the commits that were read; with the counts of what waits, which may take long.
    case add(withCounts: Bool)
  }

  private enum State {
    case opening, loading
    /// The totals have every commit up to this generation.
    case listening(Int64), readingRates(Int64), reading(Int64)
    case adding(upTo: Int64)
  }

  private static let countInterval = Duration.seconds(1)

  private var state = State.opening
  private var hasLoaded = false
  private var pause = RetryPause()
  private var countedAt: ContinuousClock.Instant?

  package init() {}

  /// - Returns: what to do next; `nil` where nothing changes it, or it has failed before anything was loaded.
  package mutating func handle(_ event: Event) -> Action? {
    switch (state, event) {
    case (.opening, .opened): return load()
    case (.loading, .loaded(let generation)):
      hasLoaded = true
      return listen(generation)
    case (.listening(let generation), .heard(newRates: true)):
      state = .readingRates(generation)
      return .readRates
    case (.listening(let generation), .heard(newRates: false)), (.readingRates(let generation), .ratesRead):
      state = .reading(generation)
      return .read(after: generation)
    case (.reading(let generation), .read(let commits, let newest, let now)):
      guard let last = Self.last(of: commits, after: generation, newest: newest) else { return load() }
      state = .adding(upTo: last)
      return .add(withCounts: isCountDue(at: now))
    case (.adding(let generation), .added):
      pause.reset()
      return listen(generation)
    case (_, .failed):
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

  /// The generation that the totals have once the commits are added; `nil` where everything must be read anew.
  private static func last(of commits: [Commit], after generation: Int64, newest: Int64) -> Int64? {
    // None is missing, at the start, between or at the end; and the database is no older one than it was.
    let last = generation + Int64(commits.count)
    let isWhole = commits.map(\.generation) == Array(generation + 1..<last + 1)
    return isWhole && generation...last ~= newest && commits.allSatisfy(\.isListed) ? last : nil
  }
}
