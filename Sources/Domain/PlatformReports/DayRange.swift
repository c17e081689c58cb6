import Plays

/// Days as reports write them, and the month that a run of days counts for.
enum DayRange {
  /// A fiscal month has 28 or 35 days. What is longer than this is no month.
  static let maximumDays = 45

  /// A day, month or year of ISO 8601, as DDEX has dates: `2026-10-17`, `2026-10`, `2026`.
  static func iso(_ text: some StringProtocol) -> ClosedRange<Day>? {
    if let day = Day(text) { return day...day }
    if let period = Period(text) { return period.first...period.last }
    guard text.utf8.count == 4, let first = Period("\(text)-01"), let last = Period("\(text)-12") else { return nil }
    return first.first...last.last
  }

  /// A day as Apple writes it, `10/31/2026`, or of ISO 8601.
  static func american(_ text: some StringProtocol) -> Day? {
    if let day = Day(text) { return day }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, (1...2).contains(parts[0].utf8.count), (1...2).contains(parts[1].utf8.count),
      parts[2].utf8.count == 4, parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 <= 9 } }),
      let month = Int(parts[0]), let day = Int(parts[1]), let year = Int(parts[2])
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  /// The calendar month that holds most of the days, the earlier one where two hold as many.
  ///
  /// - Returns: `nil` for more days than a month of any calendar has.
  static func period(_ days: ClosedRange<Day>) -> Period? {
    guard days.upperBound.number - days.lowerBound.number < maximumDays else { return nil }
    var best: (period: Period, days: Int32)?
    var period = days.lowerBound.period
    while period.first <= days.upperBound {
      let first = max(period.first, days.lowerBound)
      let last = min(period.last, days.upperBound)
      let count = last.number - first.number + 1
      if count > best?.days ?? 0 { best = (period, count) }
      guard period.next > period else { break }
      period = period.next
    }
    return best?.period
  }

  static func isCalendarMonth(_ days: ClosedRange<Day>) -> Bool {
    let period = days.lowerBound.period
    return days == period.first...period.last
  }
}
