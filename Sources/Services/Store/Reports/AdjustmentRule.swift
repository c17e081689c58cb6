import Money
import Plays
import Postgres
import Rates

/// Rule that tells adjustments (fines, corrections, top-ups, bonuses) from money for plays, row by row and before anything is
/// added up.
///
/// A row is an adjustment where it has no units, where one of units and amount is below zero and the other above, or where a
/// unit comes to more than a hundred times the highest rate in force of its platform, month and currency; where there is no
/// such rate, the last does not count.
package struct AdjustmentRule: Sendable {
  private static let factor: Int128 = 100

  private var platforms: [String] = []
  private var periods: [Period] = []
  private var currencies: [String] = []
  private var limits: [String] = []

  /// - Parameter places: platforms' months that rows are of.
  package init(_ rates: RateBook, _ places: some Sequence<(platform: String, period: Period)>) {
    for place in places {
      for (currency, rate) in rates.highest(platform: place.platform, in: place.period) {
        platforms.append(place.platform)
        periods.append(place.period)
        currencies.append(currency.code)
        limits.append(Amount(pico: Int128(rate.pico) * Self.factor).description)
      }
    }
  }

  /// Table `x` of the limits, to be joined with rows `r` in markets `m`.
  var join: SQL {
    """
    LEFT JOIN unnest(\(.texts(platforms)), \(.dates(periods.map(\.first.number))), \(.texts(currencies)),
      \(.texts(limits))::numeric[]) AS x (platform, period, currency, most)
      ON x.platform = m.platform AND x.period = r.period AND x.currency = r.currency
    """
  }

  /// Condition on rows `r`, joined with `x`: `NULL` for money for plays that no limit is known of.
  static let isAdjustment: SQL =
    """
    (r.units = 0 OR r.units < 0 AND r.amount > 0 OR r.units > 0 AND r.amount < 0 OR abs(r.amount) > abs(r.units) * x.most)
    """
}
