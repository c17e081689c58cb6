import Money
import Plays
import Postgres
import Reconciliation

/// The rows of a report's file that stand behind one line of its comparison.
extension ReportStore {
  /// A row as it came.
  package struct FileRow: Sendable, Hashable {
    /// The report whose file it stands in.
    package let report: Int32
    /// In the file.
    package let line: Int32
    /// `nil` where the row names none.
    package let tier: String?
    package let upc: String?
    package let externalID: String?
    package let currency: Currency
    package let units: Int64
    package let amount: Amount
    /// Facts that the row tells beside; `nil` where the report does not.
    package let statement: Period?
    package let gross, fee: Amount?
    package let monetisation, origin: String?
  }

  /// The rows of a line's recording in its platform's country, and tier where the report tells them apart. Contracts
  /// that share a reported line share its rows.
  ///
  /// - Parameter reports: those that the comparison takes together.
  package func rows(behind line: ComparedLine, of reports: [Int32], limit: Int) throws -> [FileRow] {
    var condition: SQL = "true"
    if let tier = line.tier { condition.append(" AND m.tier = \(tier) AND l.has_tier") }
    // Those of recordings that nobody knows are not summed over tiers and currencies.
    if line.status == .notOurs {
      condition.append(" AND l.currency = \(line.currency.code)")
      if line.tier == nil { condition.append(" AND NOT l.has_tier") }
    }
    return try db.query(
      """
      SELECT l.report_id, l.line, CASE WHEN l.has_tier THEN m.tier END, l.upc, l.external_id, l.currency, l.units, l.amount,
        l.statement, l.gross, l.fee, l.monetisation, l.origin
      FROM (
        SELECT report_id, line, period, market_id, has_tier, upc, external_id, currency, units, amount, statement, gross, fee,
          monetisation, origin
        FROM platform_report_lines
        WHERE report_id = ANY(\(.int32s(reports))) AND isrc = \(line.isrc)
        UNION ALL
        SELECT report_id, line, period, market_id, has_tier, upc, external_id, currency, units, amount, statement, gross, fee,
          monetisation, origin
        FROM platform_report_recordings
        WHERE report_id = ANY(\(.int32s(reports))) AND (isrc IS NULL OR assigned)
          AND recording IS NOT DISTINCT FROM \(line.isrc)) l
      JOIN markets m USING (market_id)
      WHERE l.period = \(.period(line.period)) AND m.platform = \(line.platform) AND m.country = \(line.country.description)
        AND \(condition)
      ORDER BY l.report_id, l.line LIMIT \(limit)
      """
    ).map {
      FileRow(
        report: $0.int32(0), line: $0.int32(1), tier: $0.optionalText(2), upc: $0.optionalText(3),
        externalID: $0.optionalText(4), currency: Currency($0.text(5))!, units: $0.int(6),
        amount: Amount(pico: $0.numeric(7)), statement: $0.optionalPeriod(8),
        gross: $0.isNull(9) ? nil : Amount(pico: $0.numeric(9)),
        fee: $0.isNull(10) ? nil : Amount(pico: $0.numeric(10)),
        monetisation: $0.optionalText(11), origin: $0.optionalText(12))
    }
  }
}
