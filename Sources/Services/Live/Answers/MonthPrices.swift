import Money
import Plays
import Rates

/// Prices of a play of every market in a month, by the stretches of days within which no rate changes.
final class MonthPrices: Sendable {
  struct Price: BitwiseCopyable, Sendable {
    /// By `LivePrices.months`; -1 for plays that no rate is in force for.
    var currency: Int32
    /// The rate times 10^12: below 10^6 a play, so it fits.
    var pico: Int64
  }

  let period: Period
  /// Bits of the month's days.
  let allDays: UInt32
  /// Stretch of each day of the month.
  let stretches: Column<UInt8>
  /// By stretch and market.
  let prices: Column<Price>
  /// True for a market with one price all month.
  let isConstant: Column<Bool>
  /// True if all markets have.
  let areAllConstant: Bool
  private let marketCount: Int

  /// - Parameter ordinal: of a currency.
  init(_ period: Period, _ rates: RateBook, _ markets: [Market], ordinal: (Currency) -> Int32) {
    self.period = period
    let days = period.first.number...period.last.number
    allDays = UInt32(1) << UInt32(days.count) - 1
    let changes = Set(rates.changes.map(\.number).filter(days.contains))
    var (starts, stretches): ([Day], [UInt8]) = ([], [])
    for number in days {
      if starts.isEmpty || changes.contains(number) { starts.append(Day(number: number)) }
      stretches.append(UInt8(starts.count - 1))
    }
    marketCount = markets.count
    var prices: [Price] = []
    prices.reserveCapacity(starts.count * markets.count)
    for start in starts {
      for market in markets {
        let quote = rates.quote(market, on: start)
        prices.append(
          Price(currency: quote.map { ordinal($0.currency) } ?? -1, pico: quote.map { Int64($0.rate.pico) } ?? 0))
      }
    }
    let isConstant = markets.indices.map { market in
      let first = prices[market]
      return (1..<max(1, starts.count)).allSatisfy {
        let other = prices[$0 * markets.count + market]
        return other.currency == first.currency && other.pico == first.pico
      }
    }
    self.stretches = Column(stretches)
    self.prices = Column(prices)
    self.isConstant = Column(isConstant)
    areAllConstant = isConstant.allSatisfy { $0 }
  }

  /// The same for scans, who count no references: good as long as the month is.
  struct Bare: BitwiseCopyable {
    let allDays: UInt32
    /// Bits of the days asked for.
    let asked: UInt32
    let areAllConstant: Bool
    let isConstant: UnsafePointer<Bool>
    let prices: UnsafePointer<Price>
    private let stretches: UnsafePointer<UInt8>
    private let marketCount: Int

    fileprivate init(_ month: MonthPrices, asked: UInt32) {
      allDays = month.allDays
      self.asked = asked
      areAllConstant = month.areAllConstant
      isConstant = month.isConstant.base
      prices = month.prices.base
      stretches = month.stretches.base
      marketCount = month.marketCount
    }

    var isWhole: Bool { asked == allDays }

    /// Place of a market's price on a day among `prices`.
    ///
    /// - Parameter day: 1 to 31.
    @inline(__always)
    func place(_ market: Int, day: Int) -> Int { Int(stretches[day - 1]) * marketCount + market }

    @inline(__always)
    func price(_ market: Int, day: Int) -> Price { prices[place(market, day: day)] }
  }

  func bare(asked: UInt32) -> Bare { Bare(self, asked: asked) }

  /// Days of the month.
  var length: Int { 32 - allDays.leadingZeroBitCount }

  /// - Parameter day: 1 to 31.
  func price(_ market: Int, day: Int) -> Price { prices[Int(stretches[day - 1]) * marketCount + market] }
}
