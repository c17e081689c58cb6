import Earnings
import Money
import Rates

/// Plays and estimated gross; amounts are decimal strings.
package struct EarningsFigures: Codable, Sendable {
  package struct ConvertedBody: Codable, Sendable {
    package let currency: Currency
    package let amount: Amount
    package let missing_fx: [Currency]
  }

  package let plays: Int64
  package let unrated_plays: Int64
  /// By currency.
  package let gross: [String: Amount]
  package let converted: ConvertedBody?

  package init(_ earnings: Earnings, _ currency: Currency?, _ fx: FXBook) {
    plays = earnings.plays
    unrated_plays = earnings.unratedPlays
    gross = Dictionary(uniqueKeysWithValues: earnings.gross.amounts.map { ($0.key.code, $0.value) })
    converted = currency.map { currency in
      let converted = earnings.converted(to: currency, fx)
      return ConvertedBody(
        currency: currency, amount: converted.amount, missing_fx: converted.missing.sorted())
    }
  }
}
