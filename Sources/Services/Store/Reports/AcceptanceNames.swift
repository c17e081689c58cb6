import Money
import Plays
import Postgres

/// Names of what an accepted report has of no recording that is known: a barcode, a platform's id.
extension AcceptanceStore {
  /// Keeps the names of the rows of a report that was added up and accepted, inside the transaction that did both: of those
  /// that are nobody's, and of those that a decision has given to a recording.
  ///
  /// - Parameter made: the table `a` of the acceptances, by month and platform.
  func keepNames(of report: Int32, as made: SQL) throws {
    let hasWaiting =
      try !db.query("SELECT FROM report_sums WHERE track_id = 0 AND recording IS NULL LIMIT 1").isEmpty
    let hasAssigned = try !db.query("SELECT FROM report_name_assignments LIMIT 1").isEmpty
    guard hasWaiting || hasAssigned else { return }
    let scopes = try ReportStore(db).scopes(report)
    let rule = try AdjustmentRule(RateStore(db).book(), scopes.map { (platform: $0.platform, period: $0.period) })
    let sums: SQL = """
      sum(r.units)::bigint, sum(r.amount), coalesce(sum(r.units) FILTER (WHERE \(AdjustmentRule.isAdjustment)), 0)::bigint,
        coalesce(sum(r.amount) FILTER (WHERE \(AdjustmentRule.isAdjustment)), 0)
      FROM platform_report_recordings r JOIN markets m USING (market_id) \(rule.join)
        JOIN \(made) ON a.period = r.period AND a.platform = m.platform
      """
    if hasWaiting {
      try db.query(
        """
        INSERT INTO acceptance_names (acceptance_id, upc, external_id, market_id, has_tier, currency, units, amount,
          adjustment_units, adjustment)
        SELECT a.acceptance_id, r.upc, r.external_id, r.market_id, r.has_tier, r.currency, \(sums)
        WHERE r.report_id = \(report) AND r.isrc IS NULL AND r.recording IS NULL
        GROUP BY 1, 2, 3, 4, 5, 6
        """)
    }
    if hasAssigned {
      try db.query(
        """
        INSERT INTO acceptance_assigned (acceptance_id, isrc, upc, external_id, recording, market_id, has_tier, currency,
          units, amount, adjustment_units, adjustment)
        SELECT a.acceptance_id, r.isrc, r.upc, CASE WHEN r.isrc IS NULL THEN r.external_id END, r.recording, r.market_id,
          r.has_tier, r.currency, \(sums)
        WHERE r.report_id = \(report) AND r.assigned
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        """)
    }
  }

  /// Reported money that nobody is known to own, by what the report calls it.
  package struct Unclaimed: Sendable, Hashable {
    package let report: Int32
    package let period: Period
    package let platform: String
    package let country: Country
    package let isrc: String?
    package let upc: String?
    package let externalID: String?
    package let currency: Currency
    package let units: Int64
    package let amount: Amount
    /// The day on which a report of it was first accepted, in UTC.
    package let since: Day
  }

  /// The oldest first, and of one day the most money first.
  package func unclaimed(limit: Int) throws -> [Unclaimed] {
    try db.query(
      """
      WITH counting AS MATERIALIZED (
        SELECT a.acceptance_id, a.report_id, a.period, a.platform, (
          SELECT (min(f.accepted_at) AT TIME ZONE 'UTC')::date FROM acceptances f
          WHERE f.report_id = a.report_id AND f.period = a.period AND f.platform = a.platform) AS since
        FROM acceptances a
        WHERE NOT a.withdrawn AND NOT EXISTS (SELECT FROM acceptances x WHERE x.supersedes = a.acceptance_id)
      ), named AS (
        SELECT l.acceptance_id, l.market_id, l.isrc, NULL AS upc, NULL AS external_id, l.currency, l.units, l.amount
        FROM acceptance_lines l LEFT JOIN tracks t USING (isrc)
        WHERE t.track_id IS NULL AND l.isrc <> \(Self.noRecording.description)
        UNION ALL
        SELECT acceptance_id, market_id, NULL, upc, external_id, currency, units, amount FROM acceptance_names
      )
      SELECT c.report_id, c.period, c.platform, m.country, n.isrc, n.upc, n.external_id, n.currency,
        sum(n.units)::bigint, sum(n.amount), c.since
      FROM counting c JOIN named n USING (acceptance_id) JOIN markets m USING (market_id)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 11 HAVING sum(n.units) <> 0 OR sum(n.amount) <> 0
      ORDER BY 11, 10 DESC, 1, 2, 3, 4, 5, 6, 7 LIMIT \(limit)
      """
    ).map {
      Unclaimed(
        report: $0.int32(0), period: $0.period(1), platform: $0.text(2), country: Country($0.text(3))!,
        isrc: $0.optionalText(4), upc: $0.optionalText(5), externalID: $0.optionalText(6),
        currency: Currency($0.text(7))!, units: $0.int(8), amount: Amount(pico: $0.numeric(9)),
        since: Day(number: $0.date(10)))
    }
  }
}
