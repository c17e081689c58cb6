/// Time to gather plays before the next commit.
///
/// As long as the commit of what is gathered will take, so that the database is asked for no more than half of the time
/// while it can keep up, and a quarter of a second at most: where plays come as fast as the database takes them, waiting
/// longer would show them later and cost it no less. While it does not keep up, more is gathered during a commit,
/// collapses more and costs less a play; once the rush is over, little is gathered and is committed soon.
///
/// The cheaper of the last two commits says what a play costs: one that waited for a lock, a disk or the catalog says
/// nothing about the next, and figures must not stand still because of it.
struct CommitPacing {
  private static let shortest = Duration.milliseconds(50)
  private static let longest = Duration.milliseconds(250)
  /// Moments over which the fixed cost of a commit is spread at least.
  private static let fewest = 1_000

  /// Cost of a moment in each of the last two commits.
  private var costs = (last: Duration.zero, before: Duration.zero)
  private var lastCommit: ContinuousClock.Instant

  init(from now: ContinuousClock.Instant) {
    lastCommit = now
  }

  /// Time left until a commit is due; zero or less once it is.
  ///
  /// - Parameter count: moments gathered so far.
  func left(for count: Int, at now: ContinuousClock.Instant) -> Duration {
    min(max(min(costs.last, costs.before) * count, Self.shortest), Self.longest) - (now - lastCommit)
  }

  mutating func committed(_ count: Int, from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
    costs = ((end - start) / max(count, Self.fewest), costs.last)
    lastCommit = end
  }
}
