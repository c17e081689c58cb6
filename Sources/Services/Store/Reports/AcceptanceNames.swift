import Money
import Plays
import Postgres

/// Names of what an accepted report has of no recording that is known: a barcode, a platform's id.
extension AcceptanceStore {
  /// Keeps the names of the rows of a report that was added up and accepted, inside the transaction that did both.
  ///
  /// - Parameter made: the table `a` of the acceptances, by month and platform.
  func keepNames(of report: Int32, as made: SQL) throws {
    guard
      try !db.query("SELECT FROM report_sums WHERE track_id = 0 AND recording IS NULL LIMIT 1").isEmpty
    else { return }
    let scopes = try ReportStore(db).scopes(report)
    let rule = try AdjustmentRule(RateStore(db).book(), scopes.map { (platform: $0.platform, period: $0.period) })
    try db.query(
      """
      INSERT INTO acceptance_names (acceptance_id, upc, external_id, market_id, has_tier, currency, units, amount,
        adjustment_units, adjustment)
      SELECT a.acceptance_id, r.upc, r.external_id, r.market_id, r.has_tier, r.currency, sum(r.units)::bigint, sum(r.amount),
        coalesce(sum(r.units) FILTER (WHERE \(AdjustmentRule.isAdjustment)), 0)::bigint,
        coalesce(sum(r.amount) FILTER (WHERE \(AdjustmentRule.isAdjustment)), 0)
      FROM platform_report_recordings r JOIN markets m USING (market_id) \(rule.join)
        JOIN \(made) ON a.period = r.period AND a.platform = m.platform
      WHERE r.report_id = \(report) AND r.isrc IS NULL AND r.recording IS NULL
      GROUP BY 1, 2, 3, 4, 5, 6
      """)
  }

  /// Gives accepted lines to the recordings that the catalog knows by their names now, inside the transaction of its import.
  ///
  /// What was accepted stays: beside it stands an acceptance of the same report that takes the lines from the unknown
  /// recording and gives them to the one that it is.
  func rename() throws {
    guard try !db.query("SELECT FROM acceptance_names LIMIT 1").isEmpty else { return }
    try db.run(
      script: """
        CREATE TEMP TABLE renamed_lines (
          acceptance_id int, report_id int, account text, is_late boolean, period date, platform text, recording text, upc text, external_id text, market_id int,
          has_tier boolean, currency text, units bigint, amount numeric, adjustment_units bigint, adjustment numeric)
        ON COMMIT DROP
        """)
    let found = try db.query(
      """
      WITH waiting AS (
        SELECT a.report_id, a.account, a.is_late, a.period, a.platform, n.upc, n.external_id, n.market_id, n.has_tier, n.currency,
          sum(n.units)::bigint AS units, sum(n.amount) AS amount, sum(n.adjustment_units)::bigint AS adjustment_units,
          sum(n.adjustment) AS adjustment
        FROM acceptance_names n JOIN acceptances a USING (acceptance_id)
        WHERE NOT a.withdrawn AND NOT EXISTS (SELECT FROM acceptances x WHERE x.supersedes = a.acceptance_id)
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 HAVING sum(n.units) <> 0 OR sum(n.amount) <> 0
      ), known AS (
        SELECT w.*, coalesce(
          (SELECT t.isrc FROM track_external_ids x JOIN tracks t USING (track_id) WHERE x.external_id = w.external_id),
          (SELECT min(t.isrc) FROM tracks t JOIN albums b USING (album_id) WHERE b.gtin = w.upc
            HAVING count(DISTINCT t.isrc) = 1)
        ) AS recording FROM waiting w
      )
      INSERT INTO renamed_lines
      SELECT NULL, report_id, account, is_late, period, platform, recording, upc, external_id, market_id, has_tier, currency, units, amount,
        adjustment_units, adjustment
      FROM known WHERE recording IS NOT NULL RETURNING 1
      """)
    if found.isEmpty { return }
    try queue()
    try db.query(
      """
      INSERT INTO acceptances (period, platform, countries, report_id, renames, account, is_late)
      SELECT DISTINCT period, platform, '{}'::text[], report_id, true, account, is_late FROM renamed_lines ORDER BY 1, 2, 4
      """)
    // Those just made: the newest of each report's month.
    try db.query(
      """
      UPDATE renamed_lines r SET acceptance_id = (
        SELECT max(acceptance_id) FROM acceptances a
        WHERE a.renames AND a.report_id = r.report_id AND a.period = r.period AND a.platform = r.platform)
      """)
    try db.query(
      """
      INSERT INTO acceptance_lines (acceptance_id, isrc, market_id, has_tier, currency, units, amount, adjustment_units,
        adjustment)
      SELECT acceptance_id, isrc, market_id, has_tier, currency, sum(units)::bigint, sum(amount),
        sum(adjustment_units)::bigint, sum(adjustment)
      FROM (
        SELECT acceptance_id, recording AS isrc, market_id, has_tier, currency, units, amount, adjustment_units,
          adjustment FROM renamed_lines
        UNION ALL
        SELECT acceptance_id, \(Self.noRecording.description), market_id, has_tier, currency, -units, -amount,
          -adjustment_units, -adjustment FROM renamed_lines) l
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2
      """)
    try db.query(
      """
      INSERT INTO acceptance_names (acceptance_id, upc, external_id, market_id, has_tier, currency, units, amount,
        adjustment_units, adjustment)
      SELECT acceptance_id, upc, external_id, market_id, has_tier, currency, -units, -amount, -adjustment_units,
        -adjustment FROM renamed_lines
      """)
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
