/// Plays of the last minutes by second, and of the last hour by minute, by when they were played.
///
/// Bounded by time: for an hour of 5,000 plays a second some 220 MB, if no two within a minute are of one track in one
/// market, and less by those that are. A value: a change shares what it leaves as it is.
package struct RecentPlays: Sendable {
  package static let keptSeconds: UInt32 = 300
  package static let keptMinutes: UInt32 = 3_600
  /// Seconds after its end from which a span is one part: late plays still find it.
  private static let settling: UInt32 = 10

  /// By second.
  package private(set) var seconds: [UInt32: RecentSpan] = [:]
  /// By the minute's first second.
  package private(set) var minutes: [UInt32: RecentSpan] = [:]

  package init() {}

  /// Adds plays, in any order.
  ///
  /// - Parameter now: seconds since 1970.
  package mutating func add(_ cells: [RecentCell], now: UInt32) {
    let bySecond = cells.filter { $0.second &+ Self.keptSeconds >= now }
      .sorted { ($0.second, $0.place.0, $0.place.1) < ($1.second, $1.place.0, $1.place.1) }
    Self.forEachSpan(bySecond, length: 1) { seconds[$0, default: RecentSpan()].add($1) }
    let byMinute = cells.filter { $0.second &+ Self.keptMinutes >= now }
      .sorted { ($0.second / 60, $0.place.0, $0.place.1) < ($1.second / 60, $1.place.0, $1.place.1) }
    Self.forEachSpan(byMinute, length: 60) { minutes[$0, default: RecentSpan()].add($1) }
  }

  /// Lets go of what is too old, and packs what is nearly over.
  package mutating func forget(now: UInt32) {
    for second in seconds.keys {
      if second &+ Self.keptSeconds < now {
        seconds[second] = nil
      } else if second &+ 1 &+ Self.settling < now, seconds[second]!.parts.count > 2 {
        seconds[second]!.settle()
      }
    }
    for minute in minutes.keys {
      if minute &+ Self.keptMinutes &+ 60 < now {
        minutes[minute] = nil
      } else if minute &+ 60 &+ Self.settling < now, minutes[minute]!.parts.count > 4 {
        minutes[minute]!.settle()
      }
    }
  }

  /// Gives plays to the tracks and artists that they are of now.
  ///
  /// - Parameters:
  ///   - before: artists whose they were.
  ///   - owner: whose a track's plays of a day are; `nil` where nothing has changed.
  mutating func move(from before: [Int32], _ owner: (_ track: Int32, _ day: Int32) -> (artist: Int32, track: Int32)?) {
    for second in seconds.keys {
      seconds[second]!.move(from: before) { owner($0, Int32(second / 86_400)) }
    }
    for minute in minutes.keys {
      minutes[minute]!.move(from: before) { owner($0, Int32(minute / 86_400)) }
    }
  }

  /// Hands out the cells of each second or minute, those of one place added up.
  private static func forEachSpan(
    _ cells: [RecentCell], length: UInt32, _ body: (_ start: UInt32, _ cells: [RecentCell]) -> Void
  ) {
    var start = 0
    while start < cells.count {
      let span = cells[start].second / length
      var end = start
      while end < cells.count, cells[end].second / length == span { end += 1 }
      body(span * length, RecentCell.added(Array(cells[start..<end]), []))
      start = end
    }
  }
}
