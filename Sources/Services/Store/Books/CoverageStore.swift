import Money
import Plays
import Postgres

/// Plays of a month that carry no money, and money that nobody has yet.
package struct CoverageStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Money that waits for an exchange rate.
  package struct Waiting: Sendable, Hashable {
    package let period: Period
    package let from: Currency
    /// The currency of the contracts it is for.
    package let to: Currency
    package let amount: Amount
  }

  package struct Coverage: Sendable {
    /// Posted plays for which no rate is in force.
    package let unratedPlays: Int64
    package let unmatchedPlays: Int64
    package let waiting: [Waiting]
  }

  package func coverage(_ period: Period) throws -> Coverage {
    let row = try db.query(
      """
      SELECT
        (SELECT coalesce(sum(unrated_plays), 0)::bigint FROM ledger_lines WHERE period = \(.period(period))),
        (SELECT coalesce(sum(plays), 0)::bigint FROM plays_unmatched
         WHERE day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number)))
      """)[0]
    return Coverage(
      unratedPlays: row.int(0), unmatchedPlays: row.int(1), waiting: try waiting(period))
  }

  /// Money that waits for an exchange rate, by period and pair; of all periods where none is given.
  package func waiting(_ period: Period? = nil) throws -> [Waiting] {
    try db.query(
      """
      SELECT l.period, l.currency, c.currency, sum(l.waiting) FROM ledger_lines l JOIN contracts c USING (contract_id)
      WHERE l.waiting <> 0 AND l.period = coalesce(\(.period(period)), l.period)
      GROUP BY 1, 2, 3 HAVING sum(l.waiting) <> 0 ORDER BY 1, 2, 3
      """
    ).map {
      Waiting(
        period: $0.period(0), from: Currency($0.text(1))!, to: Currency($0.text(2))!,
        amount: Amount(pico: $0.numeric(3)))
    }
  }

  /// Reported money of tracks that are not ours, by period, platform and currency.
  package func notOurs() throws -> [(period: Period, platform: String, currency: Currency, amount: Amount)] {
    try db.query(
      """
      SELECT l.period, m.platform, l.currency, sum(l.waiting) FROM ledger_lines l JOIN markets m USING (market_id)
      WHERE l.track_id = 0 GROUP BY 1, 2, 3 HAVING sum(l.waiting) <> 0 ORDER BY 1, 2, 3
      """
    ).map { ($0.period(0), $0.text(1), Currency($0.text(2))!, Amount(pico: $0.numeric(3))) }
  }
}
