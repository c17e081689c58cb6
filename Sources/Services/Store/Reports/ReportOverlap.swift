import Money
import Plays
import Postgres

/// Rows that a report shares with one that counts: alike in month, platform, country, tier, identifiers, units, amount and
/// currency.
package struct ReportOverlap: Sendable, Hashable {
  package let other: Int32
  package let otherFile: String
  package let rows: Int64
  /// Rows of the report, and of the other.
  package let ofOwn, ofOther: Int64
  /// Their sums, by currency.
  package let sums: [MoneySum]

  package struct MoneySum: Sendable, Hashable {
    package let currency: Currency
    package let amount: Amount
  }
}

extension ReportStore {
  /// Reports that are accepted, speak of the same platforms' months and share at least 5 % of their own rows, or of this
  /// report's, with it. Rows that stand in a file several times are shared as often as they stand in both.
  ///
  /// It reads all rows of both, and only where there is another.
  ///
  /// - Parameter corrected: reports that it takes the place of: they may be as like it as they want.
  package func overlaps(_ report: Int32, without corrected: [Int32]) throws -> [ReportOverlap] {
    let others = try db.query(
      """
      SELECT DISTINCT a.report_id FROM platform_report_scopes s JOIN acceptances a USING (period, platform)
      WHERE s.report_id = \(report) AND a.report_id <> \(report) AND a.report_id <> ALL(\(.int32s(corrected)))
        AND NOT a.withdrawn AND NOT a.renames AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)
      ORDER BY 1
      """
    ).map { $0.int32(0) }
    return try others.compactMap { try overlap(report, with: $0) }
  }

  /// A report that is accepted, of the same account and statements, that comes to the same sums to within a cent: as a rule the
  /// same statement in another form, since most have a detail of rows of their own.
  ///
  /// - Parameter named: reports that it says it stands beside, or in the place of.
  package func sameStatement(as report: Int32, without named: [Int32]) throws -> Report? {
    try db.query(
      """
      SELECT r.report_id FROM platform_reports own JOIN platform_report_states o USING (report_id)
      JOIN platform_report_states s ON s.account = o.account AND s.status = 'accepted'
      JOIN platform_reports r ON r.report_id = s.report_id
      WHERE own.report_id = \(report) AND r.report_id <> own.report_id AND r.report_id <> ALL(\(.int32s(named)))
        AND own.statements <> '{}' AND r.statements = own.statements AND own.rows > 0
        AND EXISTS (SELECT FROM platform_report_money m WHERE m.report_id = own.report_id AND m.rows <> 0)
        AND NOT EXISTS (
          SELECT FROM (SELECT * FROM platform_report_money WHERE report_id = own.report_id) a
          FULL JOIN (SELECT * FROM platform_report_money WHERE report_id = r.report_id) b USING (currency)
          WHERE abs(coalesce(a.rows, 0) - coalesce(b.rows, 0)) > 0.01)
      ORDER BY 1 LIMIT 1
      """
    ).first.flatMap { try self.report($0.int32(0)) }
  }

  private func overlap(_ report: Int32, with other: Int32) throws -> ReportOverlap? {
    guard let found = try self.report(other), let own = try self.report(report) else { return nil }
    // Of reports that came before statements were kept nobody knows them.
    let statement: SQL = own.statements.isEmpty || found.statements.isEmpty ? "NULL::date" : "statement"
    // Texts that are missing are compared as empty ones, which none is: equal keys can be hashed.
    func rows(_ report: Int32) -> SQL {
      """
      SELECT period, market_id, has_tier, coalesce(isrc, '') AS isrc, coalesce(upc, '') AS upc,
        coalesce(external_id, '') AS external_id, currency, units, amount,
        coalesce(\(statement), '-infinity') AS statement, count(*) AS n
      FROM platform_report_lines WHERE report_id = \(report) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
      """
    }
    let shared = try db.query(
      """
      SELECT currency, sum(least(a.n, b.n))::bigint, sum(least(a.n, b.n) * amount)
      FROM (\(rows(report))) a
      JOIN (\(rows(other))) b USING (period, market_id, has_tier, isrc, upc, external_id, currency, units, amount, statement)
      GROUP BY 1 ORDER BY 1
      """)
    let count = shared.reduce(Int64(0)) { $0 + $1.int(1) }
    guard count > 0, count * 20 >= min(own.rows, found.rows) else { return nil }
    return ReportOverlap(
      other: other, otherFile: found.file, rows: count, ofOwn: own.rows, ofOther: found.rows,
      sums: shared.map { .init(currency: Currency($0.text(0))!, amount: Amount(pico: $0.numeric(2))) })
  }
}
