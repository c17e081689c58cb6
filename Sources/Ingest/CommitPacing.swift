/// How long to gather plays before the next commit.
///
/// Three times as long as the last commit took, so that the database is never asked for more than a quarter of its
/// time while it can keep up; where it cannot, larger commits collapse more and cost less a play.
struct CommitPacing {
  private static let shortest = Duration.milliseconds(150)
  private static let longest = Duration.seconds(10)

  private(set) var interval = Self.shortest

  mutating func committed(in duration: Duration) {
    interval = min(max(duration * 3, Self.shortest), Self.longest)
  }
}
