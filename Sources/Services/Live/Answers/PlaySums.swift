import Earnings
import Money
import Rates

/// Plays that a question asks for, added up, and what they are worth in a currency at most.
struct PlaySums {
  struct Sum {
    var plays: Int64 = 0
    /// Upper bound of what they are worth, in 10^-12; `.max` where it does not fit. The lower bound is less by as many as
    /// there are plays.
    var worth: Int64 = 0

    @inline(__always)
    static func += (a: inout Sum, b: Sum) {
      a.plays &+= b.plays
      a.worth = a.worth.addingReportingOverflow(b.worth).overflow ? .max : a.worth &+ b.worth
    }
  }

  private let months: MonthsAsked
  /// 1 for a market that is asked for, else 0.
  private let markets: Column<Int64>
  /// Worth of a play in markets that are asked for, by the months' places, stretch and market; empty for sums of plays.
  private let worth: [Column<Int64>]
  /// True if no play is worth so much that bounds could not be kept.
  let areBounded: Bool

  /// - Parameter currency: that in which plays are worth something; `nil` for sums of plays alone.
  init(_ query: EarningsQuery, _ contents: LiveContents, in currency: Currency?) {
    let asked = contents.markets.groups(for: query).numbers
    let months = MonthsAsked(query, contents.cells.months, contents.prices)
    markets = Column(asked.map { $0 >= 0 ? 1 : 0 })
    self.months = months
    guard let currency else {
      (worth, areBounded) = ([], true)
      return
    }
    var areBounded = true
    worth = months.prices.map { month in
      let rates = months.currencies.map { contents.fx.rate(month.period, from: $0, to: currency)?.pico ?? 0 }
      return Column(
        (0..<month.prices.count).map { place in
          let price = month.prices[place]
          guard price.currency >= 0, asked[place % asked.count] >= 0 else { return 0 }
          let (product, isTooMuch) = Int128(price.pico).multipliedReportingOverflow(by: rates[Int(price.currency)])
          // A play worth more than this is a mistake, and is ranked exactly.
          guard !isTooMuch, product < Int128(1) << 90 else {
            areBounded = false
            return 0
          }
          return Int64((product + Amount.scale - 1) / Amount.scale)
        })
    }
    self.areBounded = areBounded
  }

  /// Greatest difference that rounding makes: each sum of a month in a currency is rounded once, by half a unit.
  var rounding: Int64? { worth.isEmpty ? nil : Int64(months.count * months.currencies.count + 1) }

  @inline(__always)
  func sum(_ columns: CellColumns, _ run: Int) -> Sum {
    let place = months.place(columns.months.base[run])
    guard place >= 0 else { return Sum() }
    let month = months.bare[place]
    let groups = Int(columns.groupStarts.base[run])..<Int(columns.groupStarts.base[run + 1])
    guard month.isWhole, worth.isEmpty || month.areAllConstant, columns.largePlays.isEmpty else {
      return sum(columns, groups, from: Int(columns.dayStarts.base[run]), month, place)
    }
    let (markets, cellMarkets, cellPlays) = (self.markets.base, columns.markets.base, columns.plays.base)
    var sum = Sum()
    if worth.isEmpty {
      for group in groups { sum.plays &+= Int64(cellPlays[group]) &* markets[Int(cellMarkets[group])] }
      return sum
    }
    let worth = worth[place].base
    for group in groups {
      let market = Int(cellMarkets[group])
      sum += Self.worth(Int64(cellPlays[group]) &* markets[market], worth[market])
    }
    return sum
  }

  func sum(_ cell: Cell) -> Sum {
    let place = months.place(cell.month)
    guard place >= 0, months.bare[place].asked & (1 << UInt32(cell.day - 1)) != 0 else { return Sum() }
    guard markets[Int(cell.market)] != 0 else { return Sum() }
    guard !worth.isEmpty else { return Sum(plays: cell.plays) }
    return Self.worth(cell.plays, worth[place][months.bare[place].place(Int(cell.market), day: Int(cell.day))])
  }

  /// Sum of groups whose days, or whose large numbers, must be looked at.
  private func sum(
    _ columns: CellColumns, _ groups: Range<Int>, from firstDay: Int, _ month: MonthPrices.Bare, _ place: Int
  ) -> Sum {
    let worth = worth.isEmpty ? nil : worth[place].base
    var (sum, next) = (Sum(), firstDay)
    for group in groups {
      let market = Int(columns.markets.base[group])
      let days = columns.days.base[group]
      let isOneDay = days & (days - 1) == 0
      if markets.base[market] != 0, days & month.asked != 0 {
        if isOneDay || month.isWhole && month.isConstant[market] {
          let day = days.trailingZeroBitCount + 1
          sum += Self.worth(columns.plays(group), worth?[month.place(market, day: day)] ?? 0)
        } else {
          var (rest, index) = (days, next)
          while rest != 0 {
            let day = rest.trailingZeroBitCount
            if month.asked & (1 << UInt32(day)) != 0 {
              sum += Self.worth(columns.dayPlays(index), worth?[month.place(market, day: day + 1)] ?? 0)
            }
            index += 1
            rest &= rest - 1
          }
        }
      }
      if !isOneDay { next += days.nonzeroBitCount }
    }
    return sum
  }

  @inline(__always)
  private static func worth(_ plays: Int64, _ worth: Int64) -> Sum {
    let (product, isTooMuch) = plays.multipliedReportingOverflow(by: worth)
    return Sum(plays: plays, worth: isTooMuch ? .max : product)
  }
}
