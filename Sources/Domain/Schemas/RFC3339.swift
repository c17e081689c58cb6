import Plays

/// Times in answers.
package enum RFC3339 {
  package static func text(microseconds: Int64) -> String {
    let milliseconds = microseconds / 1000
    return seconds(milliseconds / 1000) + "." + String(1000 + milliseconds % 1000).dropFirst() + "Z"
  }

  /// With all that the database keeps, so that it can be sent back and means the same moment.
  package static func precise(microseconds: Int64) -> String {
    seconds(microseconds / 1_000_000) + "." + String(1_000_000 + microseconds % 1_000_000).dropFirst() + "Z"
  }

  package static func text(seconds value: Int64) -> String { seconds(value) + "Z" }

  private static func seconds(_ value: Int64) -> String {
    func two(_ value: Int64) -> Substring { String(100 + value).dropFirst() }
    let day = Day(number: Int32(value / 86_400))
    return "\(day)T\(two(value / 3600 % 24)):\(two(value / 60 % 60)):\(two(value % 60))"
  }
}
