import Foundation
import Plays

/// A moment of every month on the clocks of one place: the 5th at 08:00 in Berlin.
package struct MonthlyTime: Hashable, Sendable, CustomStringConvertible {
  /// 1 to 28, which every month has; `nil` is the month's last day.
  package let day: Int?
  /// Minutes after midnight.
  package let minute: Int
  /// A name of the IANA time zone database.
  package let zone: String

  private let clock: TimeZone

  /// A refusal of what cannot be such a moment.
  package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Part: String, Sendable {
      case day, time
      case zone = "time_zone"
    }
    package let part: Part
    package let description: String
  }

  package init(day: Int?, minute: Int, zone: String) throws(Invalid) {
    if let day, !(1...28).contains(day) {
      throw Invalid(part: .day, description: "day is 1 to 28, which every month has, or last; not \(day)")
    }
    guard (0..<1_440).contains(minute) else {
      throw Invalid(part: .time, description: "time is 00:00 to 23:59")
    }
    // Without a slash it may be an abbreviation, which means different places to different people.
    guard zone == "UTC" || zone.contains("/"), let clock = TimeZone(identifier: zone) else {
      throw Invalid(
        part: .zone,
        description: "time_zone is a name of the IANA database such as Europe/Berlin, or UTC; not \"\(zone)\"")
    }
    (self.day, self.minute, self.zone, self.clock) = (day, minute, zone, clock)
  }

  /// As it is written: a day of the month or `last`, and `HH:MM`.
  package init(day: String, time: String, zone: String) throws(Invalid) {
    let number = Int(day)
    guard day == "last" || number.map(String.init) == day else {
      throw Invalid(part: .day, description: "day is 1 to 28, or last; not \"\(day)\"")
    }
    let bytes = Array(time.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), time.allSatisfy({ $0.isASCII }),
      let hour = Int(time.prefix(2)), let minute = Int(time.suffix(2)), (0...23).contains(hour),
      (0...59).contains(minute), !time.contains("+"), !time.contains("-")
    else { throw Invalid(part: .time, description: "time is HH:MM from 00:00 to 23:59, not \"\(time)\"") }
    try self.init(day: number, minute: hour * 60 + minute, zone: zone)
  }

  package var dayText: String { day.map(String.init) ?? "last" }

  package var timeText: String {
    func two(_ value: Int) -> Substring { String(100 + value).dropFirst() }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }

  package var description: String { "day \(dayText), \(timeText) \(zone)" }

  /// Its moment in a month, in seconds since 1970: the first at which the clocks there show that time or a
  /// later one. So where they are set forward over it, it is right after the gap; where they show it twice, the first.
  package func moment(in month: Period) -> Int64 {
    let date = day.map { month.first.advanced(by: $0 - 1) } ?? month.last
    let local = Int64(date.number) * 86_400 + Int64(minute) * 60
    let window = (local - 86_400)...(local + 86_400)
    let offsets = Set(stride(from: window.lowerBound, through: window.upperBound, by: 3_600).map(offset))
    if let first = offsets.map({ local - $0 }).filter({ $0 + offset($0) == local }).min() { return first }
    // Skipped: between these the clocks jump over it, once.
    var (before, after) = (local - offsets.max()!, local - offsets.min()!)
    while before + offset(before) > local { before -= 3_600 }
    while after + offset(after) < local { after += 3_600 }
    while after - before > 1 {
      let middle = (before + after) / 2
      if middle + offset(middle) < local { before = middle } else { after = middle }
    }
    return after
  }

  /// The month in which a moment lies there.
  package func month(at seconds: Int64) -> Period {
    let local = seconds + offset(seconds)
    return Day(number: Int32((local - (local < 0 ? 86_399 : 0)) / 86_400)).period
  }

  /// Seconds that the clocks there are ahead of UTC.
  private func offset(_ seconds: Int64) -> Int64 {
    Int64(clock.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }
}
