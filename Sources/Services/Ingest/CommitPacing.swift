/// How long to gather plays before the next commit.
///
/// Three times as long as the commit of what is gathered will take, by what the last one cost, so that the database is
/// asked for no more than a quarter of its time while it can keep up. Where it cannot, the gathered grow, collapse more
/// and cost less a play; and once the rush is over, little is gathered and is committed soon.
struct CommitPacing {
  private static let shortest = Duration.milliseconds(150)
  private static let longest = Duration.seconds(10)
  /// What a commit costs however little is in it is spread over this many.
  private static let fewest = 1_000

  private var perMoment = Duration.zero

  /// - Parameter count: moments gathered so far.
  func interval(for count: Int) -> Duration {
    min(max(perMoment * count * 3, Self.shortest), Self.longest)
  }

  mutating func committed(_ count: Int, in duration: Duration) {
    perMoment = duration / max(count, Self.fewest)
  }
}
