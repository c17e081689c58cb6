import Money
import Plays
import Postgres

/// Proof that acceptances are of the reports that they name.
extension AcceptanceStore {
  /// The first acceptance whose lines are not what its report's rows come to.
  ///
  /// Rows that name an ISRC are compared recording by recording, as if what a decision gave to another stood under that ISRC. What
  /// other rows were of is what the catalog knew when the report was accepted: in a market that has some, their sum is compared.
  /// One that takes another back has no lines, and one that gives lines to the recordings that they turned out to be has none in
  /// all.
  package func contradiction() throws -> String? {
    for row in try db.query(
      "SELECT acceptance_id, report_id, period, platform, withdrawn, renames FROM acceptances ORDER BY 1")
    {
      let (number, report, period, platform) = (row.int32(0), row.int32(1), row.period(2), row.text(3))
      if let found = try contradiction(number, report, period, platform, withdrawn: row.bool(4), renames: row.bool(5)) {
        return
          "acceptance \(number) of report \(report), \(platform) in \(period): its lines and the report's rows differ "
          + "by \(found.amount) \(found.currency) and \(found.units) units in \(found.market)"
      }
    }
    return nil
  }

  private func contradiction(
    _ number: Int32, _ report: Int32, _ period: Period, _ platform: String, withdrawn: Bool, renames: Bool
  ) throws -> (amount: Amount, currency: String, units: Int64, market: String)? {
    try db.query(
      """
      WITH kept AS MATERIALIZED (
        SELECT isrc, market_id, has_tier, currency, sum(units)::bigint AS units, sum(amount) AS amount
        FROM (
          SELECT isrc, market_id, has_tier, currency, units, amount FROM acceptance_lines
          WHERE acceptance_id = \(number)
          UNION ALL
          SELECT v.isrc, s.market_id, s.has_tier, s.currency, v.sign * s.units, v.sign * s.amount
          FROM acceptance_assigned s, LATERAL (VALUES (s.isrc, 1), (s.recording, -1)) AS v (isrc, sign)
          WHERE s.acceptance_id = \(number) AND s.isrc IS NOT NULL AND NOT \(renames)) l
        GROUP BY 1, 2, 3, 4
      ), sent AS MATERIALIZED (
        SELECT isrc, market_id, has_tier, currency, sum(units)::bigint AS units, sum(amount) AS amount
        FROM platform_report_lines
        WHERE report_id = \(report) AND period = \(.period(period)) AND NOT \(withdrawn || renames)
          AND market_id IN (SELECT market_id FROM markets WHERE platform = \(platform))
        GROUP BY 1, 2, 3, 4
      ), rest AS (
        SELECT market_id, has_tier, currency, sum(units) AS units, sum(amount) AS amount,
          max(abs(units)) + max(abs(amount)) > 0 AS differs
        FROM (
          SELECT market_id, has_tier, currency, coalesce(k.units, 0) - coalesce(n.units, 0) AS units,
            coalesce(k.amount, 0) - coalesce(n.amount, 0) AS amount
          FROM kept k FULL JOIN (SELECT * FROM sent WHERE isrc IS NOT NULL) n USING (isrc, market_id, has_tier, currency)
        ) d GROUP BY 1, 2, 3
      )
      SELECT coalesce(r.amount, 0) - coalesce(u.amount, 0), currency,
        (coalesce(r.units, 0) - coalesce(u.units, 0))::bigint, m.country || ' ' || m.tier
      FROM rest r FULL JOIN (SELECT * FROM sent WHERE isrc IS NULL) u USING (market_id, has_tier, currency)
      JOIN markets m USING (market_id)
      WHERE coalesce(r.amount, 0) <> coalesce(u.amount, 0) OR coalesce(r.units, 0) <> coalesce(u.units, 0)
        OR u.currency IS NULL AND r.differs AND NOT \(renames)
      ORDER BY 4, 2 LIMIT 1
      """
    ).first.map { (Amount(pico: $0.numeric(0)), $0.text(1), $0.int(2), $0.text(3)) }
  }
}
