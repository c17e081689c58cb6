import Plays

/// Plays of the last minutes by second, and of the last hour by minute, by when they were played.
///
/// Bounded by time: at 5,000 plays a second about 25 MB of seconds and 200 MB of minutes.
struct RecentPlays {
  static let keptSeconds: UInt32 = 300
  static let keptMinutes: UInt32 = 3_600

  struct Cell: Hashable {
    let track: Int32
    let market: Int32
  }

  /// By second and artist.
  private(set) var seconds: [UInt32: [Int32: [Cell: Int64]]] = [:]
  /// By the minute's first second and artist.
  private(set) var minutes: [UInt32: [Int32: [Cell: Int64]]] = [:]

  /// - Parameter now: seconds since 1970.
  mutating func add(_ moment: PlayAggregator.Moment, artist: Int32, now: UInt32) {
    let cell = Cell(track: moment.track, market: moment.market)
    if moment.second &+ Self.keptSeconds >= now {
      seconds[moment.second, default: [:]][artist, default: [:]][cell, default: 0] += moment.plays
    }
    if moment.second &+ Self.keptMinutes >= now {
      minutes[moment.second - moment.second % 60, default: [:]][artist, default: [:]][cell, default: 0] += moment.plays
    }
  }

  mutating func forget(now: UInt32) {
    for second in seconds.keys where second &+ Self.keptSeconds < now { seconds[second] = nil }
    for minute in minutes.keys where minute &+ Self.keptMinutes &+ 60 < now { minutes[minute] = nil }
  }
}
