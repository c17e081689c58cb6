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
