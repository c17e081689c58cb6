import Earnings
import Plays
import Rates
import Synchronization

/// Prices of all markets on all days that have plays: made when they are first asked for, and kept until rates, markets
/// or days change.
final class PricedDays: Sendable {
  private let rates: RateBook
  private let markets: [Market?]
  private let made = Mutex<RateGrid?>(nil)

  init(_ rates: RateBook, _ markets: [Market?]) {
    self.rates = rates
    self.markets = markets
  }

  /// Prices from the first to the last day with plays. Whoever comes while they are made waits for them.
  func grid(_ days: ClosedRange<Int32>) -> RateGrid {
    made.withLock { made in
      if let made { return made }
      let grid = RateGrid(rates, markets, days: days, wanted: markets.map { $0 != nil })
      made = grid
      return grid
    }
  }
}
