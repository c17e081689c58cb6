import Money
import Plays
import Rates

/// The quote of every market in every stretch of days within which rates and the period stay the same.
package struct RateGrid: Sendable {
  /// A quote by the number of its currency; -1 where there is none.
  package struct Cell: Sendable {
    package var currency: Int32
    package var rate: Int64
  }

  @usableFromInline let firstDay: Int32
  /// By days from `firstDay`.
  @usableFromInline var stretchOfDay: [Int32] = []
  private var stretches: [Period] = []
  @usableFromInline var cells: [Cell] = []
  package private(set) var currencies: [Currency] = []

  /// - Parameters:
  ///   - days: the first and the last day that are asked for.
  ///   - wanted: the markets that are asked for; the others' cells are not looked up.
  package init(_ rates: RateBook, _ markets: [Market?], days: ClosedRange<Int32>, wanted: [Bool]) {
    firstDay = days.lowerBound
    let changes = Set(rates.changes.map(\.number))
    var starts: [Day] = []
    for number in days {
      let day = Day(number: number)
      if starts.isEmpty || changes.contains(number) || day.period != starts.last!.period { starts.append(day) }
      stretchOfDay.append(Int32(starts.count - 1))
    }
    stretches = starts.map(\.period)
    var ordinals: [Currency: Int32] = [:]
    cells.reserveCapacity(starts.count * markets.count)
    for start in starts {
      for (index, market) in markets.enumerated() {
        guard let market, wanted[index], let quote = rates.quote(market, on: start) else {
          cells.append(Cell(currency: -1, rate: 0))
          continue
        }
        let ordinal = ordinals[quote.currency] ?? Int32(ordinals.count)
        if ordinals.updateValue(ordinal, forKey: quote.currency) == nil { currencies.append(quote.currency) }
        // A rate is below 10^6 a play, so a pico-rate fits 64 bits.
        cells.append(Cell(currency: ordinal, rate: Int64(quote.rate.pico)))
      }
    }
    marketCount = markets.count
  }

  @usableFromInline let marketCount: Int

  @inlinable @inline(__always)
  package func stretch(day: Int32) -> Int { Int(stretchOfDay[Int(day - firstDay)]) }

  package func period(stretch: Int) -> Period { stretches[stretch] }

  @inlinable @inline(__always)
  package func cell(market: Int32, stretch: Int) -> Cell { cells[stretch * marketCount + Int(market)] }
}
