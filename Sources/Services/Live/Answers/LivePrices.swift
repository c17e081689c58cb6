import Money
import Plays
import Rates
import Synchronization

/// Prices of all markets in the months that somebody has asked for: made then, and kept until rates or markets change.
final class LivePrices: Sendable {
  private struct Made {
    var months: [Int32: MonthPrices] = [:]
    var currencies: [Currency] = []
    var ordinals: [Currency: Int32] = [:]
  }

  private let rates: RateBook
  private let markets: [Market]
  private let made = Mutex(Made())

  init(_ rates: RateBook, _ markets: [Market]) {
    self.rates = rates
    self.markets = markets
  }

  /// Prices of some months, and the currencies that they name by number. Whoever comes while they are made waits.
  func months(_ months: some Sequence<Int32>) -> (months: [MonthPrices], currencies: [Currency]) {
    made.withLock { made in
      let prices = months.map { month in
        if let prices = made.months[month] { return prices }
        let prices = MonthPrices(DayOfMonth.period(month), rates, markets) { currency in
          if let ordinal = made.ordinals[currency] { return ordinal }
          made.ordinals[currency] = Int32(made.currencies.count)
          made.currencies.append(currency)
          return Int32(made.currencies.count - 1)
        }
        made.months[month] = prices
        return prices
      }
      return (prices, made.currencies)
    }
  }
}
