import Money
import Plays
import Postgres
import Reconciliation

/// Estimates and reports of each market over time, and the evidence of reports for rates.
package struct AccuracyStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Condition on acceptances: no other has taken the place.
  private static let isCurrent: SQL =
    "NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)"

  /// By platform, country, tier and currency, from the comparisons of accepted reports.
  ///
  /// The estimate is that over the report's own days. Recordings that are not ours were never estimated and are left
  /// out, and amounts are in the contracts' currencies, as they are in the comparisons.
  ///
  /// - Parameters: `nil` for all.
  package func markets(platform: String? = nil, from: Period? = nil, to: Period? = nil) throws -> [Accuracy] {
    var counts = Self.isCurrent
    if let platform { counts.append(" AND a.platform = \(platform)") }
    if let from { counts.append(" AND a.period >= \(.period(from))") }
    if let to { counts.append(" AND a.period <= \(.period(to))") }
    let rows = try db.query(
      """
      SELECT l.platform, l.country, l.tier, l.currency, l.period,
        least(sum(l.compared_units), 9223372036854775807)::bigint,
        least(sum(l.reported_units), 9223372036854775807)::bigint, sum(l.compared), sum(l.reported)
      FROM reconciliation_lines l JOIN (
        SELECT a.report_id, a.period, a.platform FROM acceptances a WHERE \(counts)) a
        ON a.report_id = l.report_id AND a.period = l.period AND a.platform = l.platform
      WHERE l.status <> \(LineStatus.notOurs.rawValue) GROUP BY 1, 2, 3, 4, 5
      """)
    var figures: [Accuracy.Market: [(period: Period, figures: Accuracy.Figures)]] = [:]
    for row in rows {
      let market = Accuracy.Market(
        platform: row.text(0), country: Country(row.text(1))!, tier: row.optionalText(2),
        currency: Currency(row.text(3))!)
      figures[market, default: []].append(
        (
          row.period(4),
          Accuracy.Figures(
            estimatedUnits: Int128(row.int(5)), reportedUnits: Int128(row.int(6)),
            estimated: Amount(pico: row.numeric(7)), reported: Amount(pico: row.numeric(8)))
        ))
    }
    return try figures.keys.sorted().map { try Accuracy(of: $0, figures[$0]!) }
  }

  /// The last period that an accepted report of a platform speaks of; `nil` where there is none.
  package func lastReported(_ platform: String) throws -> Period? {
    try db.query("SELECT max(period) FROM acceptances WHERE platform = \(platform)")[0].optionalPeriod(0)
  }

  /// Evidence of a platform's accepted reports for its rates: also of recordings that are not ours.
  ///
  /// From the lines of the files: an accepted line has an adjustment added to the sales of its
  /// recording. They are added up by market in the database, with units above zero, below zero and without any apart.
  package func evidence(_ platform: String, _ periods: ClosedRange<Period>) throws -> [CalibrationLine] {
    try db.query(
      """
      WITH reports AS (
        SELECT report_id, period FROM acceptances a
        WHERE platform = \(platform) AND period BETWEEN \(.period(periods.lowerBound))
          AND \(.period(periods.upperBound)) AND \(Self.isCurrent)
      ), lines AS (
        SELECT r.period, l.market_id, l.has_tier, l.currency, l.units, l.amount
        FROM reports r JOIN platform_report_lines l USING (report_id, period)
      )
      SELECT l.period, m.country, CASE WHEN l.has_tier THEN m.tier END, l.currency,
        sum(l.units)::bigint, sum(l.amount), count(*)
      FROM lines l JOIN markets m USING (market_id)
      WHERE m.platform = \(platform) GROUP BY 1, 2, 3, 4, sign(l.units)
      """
    ).map {
      CalibrationLine(
        period: $0.period(0), country: Country($0.text(1))!, tier: $0.optionalText(2), currency: Currency($0.text(3))!,
        units: $0.int(4), amount: Amount(pico: $0.numeric(5)), count: Int($0.int(6)))
    }
  }
}
