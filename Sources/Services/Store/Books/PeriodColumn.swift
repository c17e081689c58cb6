import Plays
import Postgres

extension Value {
  /// A month, as a column holds it: its first day.
  static func period(_ period: Period) -> Value { .date(period.first.number) }
  static func period(_ period: Period?) -> Value { period.map { .date($0.first.number) } ?? .null }
}

extension Row {
  /// The month whose first day a column holds.
  func period(_ column: Int) -> Period { Day(number: date(column)).period }
  func optionalPeriod(_ column: Int) -> Period? { isNull(column) ? nil : period(column) }
}
