import Money
import Plays
import Postgres
import Reconciliation

/// What was estimated and what was reported of each market over time, and what reports say of rates.
public struct AccuracyStore {
  let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  /// Which reports count for a platform's month: the accepted ones that no other has taken the place of.
  private static let isCurrent: SQL =
    "NOT EXISTS (SELECT FROM accepted_reports n WHERE n.supersedes = a.report_id)"

  /// By platform, country, tier and currency, from the comparisons of accepted reports.
  ///
  /// The estimate is that over the report's own days. Recordings that are not ours were never estimated and are left
  /// out, and amounts are in the contracts' currencies, as they are in the comparisons.
  ///
  /// - Parameters: `nil` for all.
  public func markets(platform: String? = nil, from: Period? = nil, to: Period? = nil) throws -> [Accuracy] {
    var condition: SQL = "l.status <> 'not_ours' AND \(Self.isCurrent)"
    if let platform { condition.append(" AND a.platform = \(platform)") }
    if let from { condition.append(" AND a.period >= \(.period(from))") }
    if let to { condition.append(" AND a.period <= \(.period(to))") }
    let rows = try db.query(
      """
      SELECT l.platform, l.country, l.tier, l.currency, l.period,
        least(sum(l.compared_units), 9223372036854775807)::bigint,
        least(sum(l.reported_units), 9223372036854775807)::bigint, sum(l.compared), sum(l.reported)
      FROM reconciliation_lines l JOIN accepted_reports a
        ON a.source = l.report_id AND a.period = l.period AND a.platform = l.platform
      WHERE \(condition) GROUP BY 1, 2, 3, 4, 5
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
  public func lastReported(_ platform: String) throws -> Period? {
    try db.query("SELECT max(period) FROM accepted_reports WHERE platform = \(platform)")[0].optionalPeriod(0)
  }

  /// What a platform's accepted reports say of its rates, as they say it: also of recordings that are not ours.
  ///
  /// From the lines of the files where they are kept: an accepted line has an adjustment added to the sales of its
  /// recording. They are added up by market in the database, with units above zero, below zero and without any apart.
  public func evidence(_ platform: String, _ periods: ClosedRange<Period>) throws -> [CalibrationLine] {
    try db.query(
      """
      WITH reports AS (
        SELECT report_id, source, period FROM accepted_reports a
        WHERE platform = \(platform) AND period BETWEEN \(.period(periods.lowerBound))
          AND \(.period(periods.upperBound)) AND \(Self.isCurrent)
      ), lines AS (
        SELECT r.period, l.market_id, l.has_tier, l.currency, l.units, l.amount
        FROM reports r JOIN platform_report_lines l ON l.report_id = r.source AND l.period = r.period
        UNION ALL
        SELECT r.period, l.market_id, l.has_tier, l.currency, l.units, l.amount
        FROM reports r JOIN accepted_report_lines l USING (report_id) WHERE r.source IS NULL
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
