/// A calendar month in UTC, written `2026-10`: what a statement is for.
public struct Period: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let year: Int
  public let month: Int

  /// - Returns: `nil` for what is no month, and outside of the years 1 to 9999.
  public init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    self.year = year
    self.month = month
  }

  /// Reads `2026-10`; nothing else is a period.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 7, let day = Day("\(text)-01") else { return nil }
    self = day.period
  }

  public static func < (a: Period, b: Period) -> Bool { (a.year, a.month) < (b.year, b.month) }

  public var first: Day { Day(number: Day.number(year: year, month: month, day: 1)) }
  public var last: Day {
    Day(number: Day.number(year: year, month: month, day: Day.length(year: year, month: month)))
  }

  /// The month after.
  public var next: Period { advanced(by: 1) }

  /// The month so many months later, or earlier; the first or the last there is where the calendar ends.
  public func advanced(by months: Int) -> Period {
    let count = min(max(year * 12 + month - 1 + months, 12), 9999 * 12 + 11)
    return Period(year: count / 12, month: count % 12 + 1)!
  }

  public var description: String { "\(padded(year, 4))-\(padded(month, 2))" }
}
