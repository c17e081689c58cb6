/// Pause before something that failed is tried again: a quarter of a second, then twice as long each time, up to 5 seconds.
package struct RetryPause: Sendable {
  private static let shortest = Duration.milliseconds(250)
  private static let longest = Duration.seconds(5)

  private var pause = Self.shortest

  package init() {}

  package mutating func next() -> Duration {
    defer { pause = min(pause * 2, Self.longest) }
    return pause
  }

  package mutating func reset() { pause = Self.shortest }
}
