import Plays
import Postgres

/// A country in which a report's platform played us in its month and of which neither the report speaks nor another one
/// that is accepted: the estimate stays there.
package struct StillEstimated: Sendable, Hashable {
  package let period: Period
  package let platform: String
  package let country: Country
  /// In the calendar month, rated or not.
  package let plays: Int64
}

extension ComparisonStore {
  /// Finds the countries that stay estimated when a report is accepted, and keeps them with its comparison.
  ///
  /// - Parameter corrected: reports that it takes the place of: what they said does not count.
  package func writeStillEstimated(_ report: Int32, corrected: [Int32]) throws {
    try db.query(
      """
      INSERT INTO reconciliation_still_estimated (report_id, period, platform, country, plays)
      SELECT \(report), c.period, c.platform, c.country, p.plays FROM (
        SELECT s.period, m.platform, m.country
        FROM platform_report_scopes s JOIN markets m ON m.platform = s.platform
          AND NOT \(SpokenCountries.has("s.countries", "m.country"))
        WHERE s.report_id = \(report) AND NOT s.is_late AND NOT EXISTS (
          SELECT FROM acceptances a
          WHERE NOT a.is_late AND a.period = s.period AND a.platform = s.platform AND \(SpokenCountries.has("a.countries", "m.country"))
            AND a.report_id <> ALL (\(.int32s(corrected)))
            AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id))
        GROUP BY 1, 2, 3) c
      JOIN (
        SELECT date_trunc('month', d.day)::date AS period, m.platform, m.country, sum(d.plays)::bigint AS plays
        FROM plays_daily d JOIN markets m USING (market_id) JOIN tracks t USING (track_id)
        WHERE (t.account IS NULL OR t.account = coalesce(
            (SELECT account FROM platform_report_states WHERE report_id = \(report)), t.account))
          AND m.platform IN (SELECT platform FROM platform_report_scopes WHERE report_id = \(report))
          AND d.day >= (SELECT min(period) FROM platform_report_scopes WHERE report_id = \(report))
          AND d.day < (SELECT max(period) + interval '1 month' FROM platform_report_scopes WHERE report_id = \(report))
        GROUP BY 1, 2, 3) p USING (period, platform, country)
      """)
  }

  /// The countries that stay estimated, as the comparison found them: the most plays first.
  package func stillEstimated(_ report: Int32) throws -> [StillEstimated] {
    try db.query(
      """
      SELECT period, platform, country, plays FROM reconciliation_still_estimated
      WHERE report_id = \(report) ORDER BY period, platform COLLATE "C", plays DESC, country
      """
    ).map {
      StillEstimated(period: $0.period(0), platform: $0.text(1), country: Country($0.text(2))!, plays: $0.int(3))
    }
  }
}
