import Plays
import Postgres
import Rates

/// Rows of reports' files that a recording's reported money comes from.
extension ReportStore {
  package struct RowPlace: Sendable, Hashable {
    package let report: Int32
    package let line: Int32
    package let market: Int32
    package let isAdjustment: Bool
    /// Number of the release, where the recording stands on several; 0 where the row names none of them.
    package let release: Int32
  }

  /// Rows of a recording in accepted reports of a month, in the order of reports and lines.
  ///
  /// - Parameters:
  ///   - number: the newest acceptance that counts.
  ///   - rates: by which adjustments are told apart.
  package func rows(
    of isrc: ISRC, _ period: Period, asOf number: Int32, _ rates: RateBook, limit: Int
  ) throws -> [RowPlace] {
    let current = try AcceptanceStore(db).current(period, asOf: number)
    let reports = Set(current.map(\.report)).sorted()
    if reports.isEmpty { return [] }
    let rule = AdjustmentRule(rates, Set(current.map(\.platform)).sorted().map { (platform: $0, period: period) })
    return try db.query(
      """
      SELECT r.report_id, r.line, r.market_id, coalesce(\(AdjustmentRule.isAdjustment), false),
        coalesce(named.release, 0)
      FROM (
        SELECT report_id, line, market_id, period, currency, units, amount, upc FROM platform_report_lines
        WHERE report_id = ANY(\(.int32s(reports))) AND isrc = \(isrc.description)
        UNION ALL
        SELECT report_id, line, market_id, period, currency, units, amount, upc FROM platform_report_recordings
        WHERE report_id = ANY(\(.int32s(reports))) AND (isrc IS NULL OR assigned)
          AND recording = \(isrc.description)) r
        JOIN markets m USING (market_id) \(rule.join)
        LEFT JOIN \(FactStore.releases) AS named ON named.isrc = \(isrc.description) AND named.gtin = r.upc
      WHERE r.period = \(.period(period)) ORDER BY r.report_id, r.line LIMIT \(limit)
      """
    ).map {
      RowPlace(
        report: $0.int32(0), line: $0.int32(1), market: $0.int32(2), isAdjustment: $0.bool(3), release: $0.int32(4))
    }
  }
}
