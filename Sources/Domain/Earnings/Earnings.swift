import Money
import Plays
import Rates

/// Plays and what they are estimated to have earned.
package struct Earnings: Sendable, Hashable {
  private struct Line: Hashable {
    let period: Period
    let currency: Currency
  }

  /// All plays, the unrated ones too.
  package private(set) var plays: Int64 = 0
  /// Plays for which no rate was in force. They carry no money.
  package private(set) var unratedPlays: Int64 = 0
  private var lines: [Line: Amount] = [:]

  package init() {}

  /// Plays of which the money is known already.
  package init(
    plays: Int64, unratedPlays: Int64, gross: some Sequence<(period: Period, currency: Currency, amount: Amount)>
  ) {
    self.plays = plays
    self.unratedPlays = unratedPlays
    for line in gross { lines[Line(period: line.period, currency: line.currency), default: .zero] += line.amount }
  }

  /// Adds plays of one market on a day, at the rate then in force.
  package mutating func add(plays: Int64, _ market: Market, on day: Day, _ rates: RateBook) {
    add(plays: plays, quote: rates.quote(market, on: day), period: day.period)
  }

  /// Adds plays at a quote; `nil` where there was none.
  package mutating func add(plays: Int64, quote: RateTable.Quote?, period: Period) {
    self.plays += plays
    guard let quote else {
      unratedPlays += plays
      return
    }
    lines[Line(period: period, currency: quote.currency), default: .zero] += quote.rate.gross(plays: plays)
  }

  package static func += (a: inout Earnings, b: Earnings) {
    a.plays += b.plays
    a.unratedPlays += b.unratedPlays
    a.lines.merge(b.lines, uniquingKeysWith: +)
  }

  /// Gross by currency: exact.
  package var gross: MoneyByCurrency {
    var money = MoneyByCurrency()
    for (line, amount) in lines { money.add(amount, line.currency) }
    return money
  }

  /// Gross in one currency, at each earning period's rate. Each period's sum of a currency is rounded once, half-even
  /// to 10^-12.
  package func converted(to currency: Currency, _ fx: FXBook) -> Converted {
    var converted = Converted(currency: currency)
    for (line, amount) in lines {
      // An answer that a page asks for must not end the server, however large somebody's figures are.
      let part = fx.rate(line.period, from: line.currency, to: currency)?.convertIfItFits(amount)
      if let part, case let (sum, overflow) = converted.amount.pico.addingReportingOverflow(part.pico), !overflow {
        converted.amount = Amount(pico: sum)
      } else {
        converted.missing.insert(line.currency)
      }
    }
    return converted
  }
}

/// Gross in one currency, and what could not be expressed in it.
package struct Converted: Sendable, Hashable {
  package let currency: Currency
  package internal(set) var amount = Amount.zero
  /// Currencies of which some period had no direct pair; their gross is not in the amount.
  package internal(set) var missing: Set<Currency> = []
}
