import Money
import Plays

/// The exchange rates in force. Only direct pairs: never through a third currency.
package struct FXBook: Sendable {
  struct Pair: Hashable {
    let period: Period
    let from: Currency
    let to: Currency

    var inverse: Pair { Pair(period: period, from: to, to: from) }
    var monthBefore: Pair { Pair(period: period.advanced(by: -1), from: from, to: to) }
  }

  let rates: [Pair: Rate]

  package init(_ rates: some Sequence<FXRate>) {
    self.rates = Dictionary(rates.map { ($0.pair, $0.rate) }, uniquingKeysWith: { _, last in last })
  }

  /// - Returns: `nil` where the period has no such pair.
  package func rate(_ period: Period, from: Currency, to: Currency) -> Rate? {
    from == to ? Rate(pico: Amount.scale) : rates[Pair(period: period, from: from, to: to)]
  }
}
