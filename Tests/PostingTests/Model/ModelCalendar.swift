/// Civil dates (UTC, proleptic Gregorian, from 1970-01-01 on), counted out year by year and month by month.
enum ModelCalendar {
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    precondition(year >= 1970 && (1...12).contains(month) && (1...daysIn(year, month)).contains(day), "no such day")
    let years = (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
    return (1..<month).reduce(years) { $0 + daysIn(year, $1) } + day - 1
  }

  static func period(_ year: Int, _ month: Int) -> String {
    (month < 10 ? "\(year)-0" : "\(year)-") + String(month)
  }

  /// The period a day lies in.
  static func period(of day: Int) -> String {
    precondition(day >= 0, "days before 1970 are not modelled")
    var year = 1970
    var left = day
    while left >= (isLeap(year) ? 366 : 365) {
      left -= isLeap(year) ? 366 : 365
      year += 1
    }
    var month = 1
    while left >= daysIn(year, month) {
      left -= daysIn(year, month)
      month += 1
    }
    return period(year, month)
  }

  static func firstDay(of period: String) -> Int {
    day(year(of: period), month(of: period), 1)
  }

  static func lastDay(of period: String) -> Int {
    day(year(of: period), month(of: period), daysIn(year(of: period), month(of: period)))
  }

  /// Months since year 0: what "n periods later" counts in.
  static func index(of period: String) -> Int {
    year(of: period) * 12 + month(of: period) - 1
  }

  static func period(atIndex index: Int) -> String {
    period(index / 12, index % 12 + 1)
  }

  static func year(of period: String) -> Int {
    guard let year = Int(period.prefix(4)) else { preconditionFailure("not a period: \(period)") }
    return year
  }

  private static func month(of period: String) -> Int {
    guard period.utf8.count == 7, let month = Int(period.suffix(2)) else {
      preconditionFailure("not a period: \(period)")
    }
    return month
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysIn(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
