import Money
import Plays

/// Value of one unit of a currency in another, for plays of a period.
package struct FXRate: Hashable, Sendable {
  package let period: Period
  package let from: Currency
  package let to: Currency
  package let rate: Rate

  package init(period: Period, from: Currency, to: Currency, rate: Rate) {
    self.period = period
    self.from = from
    self.to = to
    self.rate = rate
  }

  var pair: FXBook.Pair { FXBook.Pair(period: period, from: from, to: to) }
}
