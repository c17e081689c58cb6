import Plays

/// A day as its month and its number in it.
struct DayOfMonth: Sendable {
  /// Months since the year 0.
  let month: Int32
  /// 1 to 31.
  let day: UInt8

  /// - Parameter number: days since 1970.
  init(_ number: Int32) {
    if number >= 0, Int(number) < Self.usual.count {
      self = Self.usual[Int(number)]
    } else {
      self.init(counted: number)
    }
  }

  private init(counted number: Int32) {
    let period = Day(number: number).period
    month = Self.month(period)
    day = UInt8(number - period.first.number + 1)
  }

  /// Every day that an event can have: seconds since 1970 in 32 bits. Made once, since it is asked for each play.
  private static let usual: [DayOfMonth] = (0..<49_711).map { DayOfMonth(counted: $0) }

  static func month(_ period: Period) -> Int32 { Int32(period.year * 12 + period.month - 1) }

  static func period(_ month: Int32) -> Period { Period(year: Int(month) / 12, month: Int(month) % 12 + 1)! }
}
