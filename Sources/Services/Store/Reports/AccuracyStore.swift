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

  /// Condition on acceptances: no other has taken the place, and nobody has taken it back.
  private static let isCurrent: SQL =
    "NOT a.withdrawn AND NOT a.renames AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)"

  /// By platform, country, tier and currency, from the comparisons of accepted reports, without adjustments.
  ///
  /// Of reports that add up in a country the comparison of the one accepted last counts: it is of all of them together, so
  /// that an estimate counts once. Of an account's report beside it the recordings of the account count; late rows do not. The estimate is that over the report's own days. Recordings that are not ours were never estimated and are left
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
        least(sum(l.reported_units), 9223372036854775807)::bigint, sum(l.compared),
        sum(l.reported - l.adjustments)
      FROM reconciliation_lines l JOIN (
        SELECT DISTINCT ON (a.period, a.platform, c.country, a.account) a.report_id, a.period, a.platform, c.country, a.account,
          a.acceptance_id = max(a.acceptance_id) OVER (PARTITION BY a.period, a.platform, c.country) AS is_last
        FROM acceptances a, unnest(a.countries) AS c (country) WHERE NOT a.is_late AND \(counts)
        ORDER BY a.period, a.platform, c.country, a.account, a.acceptance_id DESC) a
        ON (a.report_id, a.period, a.platform, a.country) = (l.report_id, l.period, l.platform, l.country)
      WHERE l.status <> \(LineStatus.notOurs.rawValue)
        AND (a.is_last OR EXISTS (SELECT FROM tracks t WHERE t.isrc = l.isrc AND t.account = a.account))
      GROUP BY 1, 2, 3, 4, 5
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
    try db.query("SELECT max(period) FROM acceptances a WHERE platform = \(platform) AND \(Self.isCurrent)")[0]
      .optionalPeriod(0)
  }

  /// Evidence of a platform's accepted reports for its rates: also of recordings that are not ours.
  ///
  /// From the lines of the files, with adjustments told apart row by row. They are added up by market in the database, with
  /// units above zero, below zero and adjustments apart.
  package func evidence(_ platform: String, _ periods: ClosedRange<Period>) throws -> [CalibrationLine] {
    var periodsOfRule: [(platform: String, period: Period)] = []
    var period = periods.lowerBound
    while period <= periods.upperBound {
      periodsOfRule.append((platform, period))
      period = period.next
    }
    let rule = try AdjustmentRule(RateStore(db).book(), periodsOfRule)
    return try db.query(
      """
      WITH reports AS (
        SELECT report_id, period FROM acceptances a
        WHERE platform = \(platform) AND period BETWEEN \(.period(periods.lowerBound))
          AND \(.period(periods.upperBound)) AND \(Self.isCurrent)
      ), lines AS (
        SELECT r.period, l.market_id, l.has_tier, l.currency, l.units, l.amount
        FROM reports r JOIN platform_report_lines l USING (report_id, period)
      )
      SELECT r.period, m.country, CASE WHEN r.has_tier THEN m.tier END, r.currency,
        sum(CASE WHEN \(AdjustmentRule.isAdjustment) THEN 0 ELSE r.units END)::bigint, sum(r.amount), count(*)
      FROM lines r JOIN markets m USING (market_id) \(rule.join)
      WHERE m.platform = \(platform)
      GROUP BY 1, 2, 3, 4, CASE WHEN \(AdjustmentRule.isAdjustment) THEN 0 ELSE sign(r.units) END
      """
    ).map {
      CalibrationLine(
        period: $0.period(0), country: Country($0.text(1))!, tier: $0.optionalText(2), currency: Currency($0.text(3))!,
        units: $0.int(4), amount: Amount(pico: $0.numeric(5)), count: Int($0.int(6)))
    }
  }
}
