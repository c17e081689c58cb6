import Plays

/// Plays of the last minutes by second, and of the last hour by minute, by when they were played.
///
/// Bounded by time. A span that is nearly over is packed into columns, about 12 bytes for each track and market in it.
package struct RecentPlays {
  package static let keptSeconds: UInt32 = 300
  package static let keptMinutes: UInt32 = 3_600
  /// Seconds after its end from which a span is packed: late plays still find it, and open it again.
  private static let settling: UInt32 = 10

  /// By second.
  package private(set) var seconds: [UInt32: PlaysOfSpan] = [:]
  /// By the minute's first second.
  package private(set) var minutes: [UInt32: PlaysOfSpan] = [:]

  package init() {}

  /// - Parameter now: seconds since 1970.
  package mutating func add(_ moment: PlayAggregator.Moment, artist: Int32, now: UInt32) {
    if moment.second &+ Self.keptSeconds >= now {
      seconds[moment.second, default: PlaysOfSpan()].add(moment, artist: artist)
    }
    if moment.second &+ Self.keptMinutes >= now {
      minutes[moment.second - moment.second % 60, default: PlaysOfSpan()].add(moment, artist: artist)
    }
  }

  package mutating func forget(now: UInt32) {
    for second in seconds.keys where second &+ Self.keptSeconds < now { seconds[second] = nil }
    for minute in minutes.keys where minute &+ Self.keptMinutes &+ 60 < now { minutes[minute] = nil }
  }

  /// Spans that may be packed by now, packed: to be put in their places by `take`. It takes a while for many plays, and
  /// is done where nobody waits for it.
  package func packed(now: UInt32) -> (seconds: [UInt32: PlaysOfSpan], minutes: [UInt32: PlaysOfSpan]) {
    func packed(_ spans: [UInt32: PlaysOfSpan], length: UInt32) -> [UInt32: PlaysOfSpan] {
      spans.filter { $0.value.isOpen && $0.key &+ length &+ Self.settling < now }.mapValues { $0.packed() }
    }
    return (packed(seconds, length: 1), packed(minutes, length: 60))
  }

  /// Puts packed spans in the places of those that they were made from, which must not have changed since.
  package mutating func take(_ packed: (seconds: [UInt32: PlaysOfSpan], minutes: [UInt32: PlaysOfSpan])) {
    seconds.merge(packed.seconds) { $1 }
    minutes.merge(packed.minutes) { $1 }
  }
}
