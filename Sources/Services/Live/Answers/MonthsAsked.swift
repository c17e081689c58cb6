import Earnings
import Money
import Plays

/// Months in which a question can find plays, with their prices and the days that it asks for.
struct MonthsAsked {
  let prices: [MonthPrices]
  /// By the numbers that prices have.
  let currencies: [Currency]
  /// Prices and days of each for scans, by the months' places: good as long as `prices`.
  let bare: [MonthPrices.Bare]
  /// Place of each month from the first on; -1 where it is not asked for.
  private let places: [Int16]
  private let first: Int32

  /// - Parameter months: those with plays, ascending.
  init(_ query: EarningsQuery, _ months: [Int32], _ prices: LivePrices) {
    let from = query.from.map { DayOfMonth($0.number) }
    let to = query.to.map { DayOfMonth($0.number) }
    let asked = months.filter { $0 >= from?.month ?? .min && $0 <= to?.month ?? .max }
    let made = prices.months(asked)
    self.prices = made.months
    currencies = made.currencies
    bare = zip(asked, made.months).map { month, prices in
      var days = prices.allDays
      if let from, from.month == month { days &= ~(UInt32(1) << UInt32(from.day - 1) - 1) }
      if let to, to.month == month { days &= UInt32(truncatingIfNeeded: UInt64(1) << UInt64(to.day) - 1) }
      return prices.bare(asked: days)
    }
    first = asked.first ?? 0
    var places = [Int16](repeating: -1, count: Int((asked.last ?? -1) - first + 1))
    for (place, month) in asked.enumerated() { places[Int(month - first)] = Int16(place) }
    self.places = places
  }

  var count: Int { prices.count }

  /// Place of a month; -1 where it is not asked for.
  @inline(__always)
  func place(_ month: Int32) -> Int {
    let offset = Int(month) - Int(first)
    return offset >= 0 && offset < places.count ? Int(places[offset]) : -1
  }
}
