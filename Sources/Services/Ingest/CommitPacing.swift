/// Time to gather plays before the next commit.
///
/// Three times as long as the commit of what is gathered will take, by what the last one cost, so that the database is
/// asked for no more than a quarter of its time while it can keep up. Where it cannot, the gathered grow, collapse more
/// and cost less a play; and once the rush is over, little is gathered and is committed soon.
struct CommitPacing {
  private static let shortest = Duration.milliseconds(150)
  private static let longest = Duration.seconds(10)
  /// Moments over which the fixed cost of a commit is spread at least.
  private static let fewest = 1_000

  private var perMoment = Duration.zero
  private var lastCommit: ContinuousClock.Instant

  init(from now: ContinuousClock.Instant) {
    lastCommit = now
  }

  /// Time left until a commit is due; zero or less once it is.
  ///
  /// - Parameter count: moments gathered so far.
  func left(for count: Int, at now: ContinuousClock.Instant) -> Duration {
    min(max(perMoment * count * 3, Self.shortest), Self.longest) - (now - lastCommit)
  }

  mutating func committed(_ count: Int, from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
    perMoment = (end - start) / max(count, Self.fewest)
    lastCommit = end
  }
}
