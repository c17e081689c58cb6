import Plays
import Postgres

/// Rows of reports' files that a recording's reported money comes from.
extension ReportStore {
  package struct RowPlace: Sendable, Hashable {
    package let report: Int32
    package let line: Int32
    package let market: Int32
  }

  /// Rows of a recording in accepted reports of a month, in the order of reports and lines.
  ///
  /// - Parameter number: the newest acceptance that counts.
  package func rows(of isrc: ISRC, _ period: Period, asOf number: Int32, limit: Int) throws -> [RowPlace] {
    let reports = Set(try AcceptanceStore(db).current(period, asOf: number).map(\.report)).sorted()
    if reports.isEmpty { return [] }
    return try db.query(
      """
      SELECT report_id, line, market_id FROM (
        SELECT report_id, line, market_id, period FROM platform_report_lines
        WHERE report_id = ANY(\(.int32s(reports))) AND isrc = \(isrc.description)
        UNION ALL
        SELECT report_id, line, market_id, period FROM platform_report_recordings
        WHERE report_id = ANY(\(.int32s(reports))) AND isrc IS NULL AND recording = \(isrc.description)) r
      WHERE period = \(.period(period)) ORDER BY report_id, line LIMIT \(limit)
      """
    ).map { RowPlace(report: $0.int32(0), line: $0.int32(1), market: $0.int32(2)) }
  }
}
