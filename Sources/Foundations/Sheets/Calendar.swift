/// Days as spreadsheets count them.
///
/// From 1900 on, with 29 February 1900, a day that never was and has the number 60; or from 1 January 1904 on, the day 0. A
/// number that is no day of its calendar stays a number: one below 1, the day that never was, one after the year 9999.
enum Calendar {
  case from1900
  case from1904

  private static let milliseconds = 86_400_000

  /// Text of a number that is shown as a moment; `nil` where it is none.
  func text(_ number: PlainNumber, hasDay: Bool, hasTime: Bool) -> String? {
    guard !number.isNegative, var day = number.whole else { return nil }
    var time = 0
    if hasTime {
      // To a millisecond: floating point has no more than that of a time, and a second is often one in 10^11 off.
      time = Self.time(number)
      if time == Self.milliseconds { (day, time) = (day + 1, 0) }
      // A time of a day that is not told. Of day 0 there is only that, from 1900 on.
      if day == 0 && (!hasDay || self == .from1900) { return Self.clock(time, hours: 2) }
    }
    guard let date = date(day) else { return nil }
    return time == 0 ? date : "\(date)T\(Self.clock(time, hours: 2))"
  }

  /// Text of a number that is shown as a length of time: hours, minutes and seconds.
  static func length(_ number: PlainNumber) -> String? {
    guard !number.isNegative, let days = number.whole else { return nil }
    return clock(days * milliseconds + time(number), hours: 2)
  }

  /// Milliseconds of the fraction of a day, rounded; up to a whole day.
  private static func time(_ number: PlainNumber) -> Int {
    // Of 15 digits none beyond the 18th behind the point is a millisecond's.
    let digits = number.fractionDigits.prefix(18)
    let fraction = digits.reduce(Int128(0)) { $0 * 10 + Int128($1) }
    let unit = digits.reduce(Int128(1)) { unit, _ in unit * 10 }
    return Int((fraction * Int128(milliseconds) * 2 + unit) / (unit * 2))
  }

  private static func clock(_ time: Int, hours width: Int) -> String {
    let seconds = time / 1_000
    let clock = "\(padded(seconds / 3_600, width)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return time % 1_000 == 0 ? clock : clock + ".\(padded(time % 1_000, 3))"
  }

  private func date(_ day: Int) -> String? {
    // Days since 1 March of the year 0, the day after the one that a leap year puts in.
    let days: Int
    switch self {
    case .from1900:
      guard day >= 1 && day != 60 else { return nil }
      days = 693_899 + (day < 60 ? day + 1 : day)
    case .from1904: days = 695_361 + day
    }
    // The years, months and days of the Gregorian calendar, from March on (H. Hinnant, public domain).
    let (era, dayOfEra) = (days / 146_097, days % 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
    guard year <= 9_999 else { return nil }
    return "\(Self.padded(year, 4))-\(Self.padded(month < 10 ? month + 3 : month - 9, 2))-"
      + Self.padded(dayOfYear - (153 * month + 2) / 5 + 1, 2)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
