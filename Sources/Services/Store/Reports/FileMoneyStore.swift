import Money
import PlatformReports
import Postgres

/// All money of reports' files: what is booked, what waits for an owner, and what was kept apart, with the rows that were.
package struct FileMoneyStore {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  private static let rowsAtATime = 5_000

  // MARK: Writing

  /// Keeps what a file comes to and the rows that were kept apart, inside the transaction that takes the report in.
  package func write(_ money: [Currency: FileMoney], apart: [RowApart], of report: Int32) throws {
    for (currency, sums) in money.sorted(by: { $0.key < $1.key }) {
      try db.query(
        """
        INSERT INTO platform_report_money (report_id, currency, rows, rounding, transfers, left_out, file, gross, fees)
        VALUES (\(report), \(currency.code), \(.numeric(sums.rows.pico)), \(sums.rounding.description)::numeric,
          \(sums.transfers.description)::numeric, \(sums.leftOut.description)::numeric,
          \(sums.file.description)::numeric, \(.numeric(sums.gross.pico)), \(.numeric(sums.fees.pico)))
        """)
    }
    var rest = apart[...]
    while !rest.isEmpty {
      let rows = rest.prefix(Self.rowsAtATime)
      rest = rest.dropFirst(rows.count)
      try db.query(
        """
        INSERT INTO platform_report_apart (report_id, line, kind, rule, amount, currency)
        SELECT \(report), line, kind, rule, nullif(amount, '')::numeric, nullif(currency, '')
        FROM unnest(\(.int32s(rows.map { Int32($0.line) })), \(.texts(rows.map(\.kind.rawValue))),
          \(.texts(rows.map(\.rule))), \(.texts(rows.map { $0.amount?.description ?? "" })),
          \(.texts(rows.map { $0.currency?.code ?? "" }))) AS r (line, kind, rule, amount, currency)
        """)
    }
  }

  /// The first currency in which the lines that were written are not what the file comes to, with both sums.
  package func contradiction(of report: Int32) throws -> (currency: String, lines: Amount, file: Amount)? {
    try db.query(
      """
      SELECT currency, coalesce(l.amount, 0), coalesce(m.rows, 0) FROM (
        SELECT currency, sum(amount) AS amount FROM platform_report_lines WHERE report_id = \(report) GROUP BY 1) l
      FULL JOIN (SELECT currency, rows FROM platform_report_money WHERE report_id = \(report)) m USING (currency)
      WHERE coalesce(l.amount, 0) <> coalesce(m.rows, 0) ORDER BY 1 LIMIT 1
      """
    ).first.map { ($0.text(0), Amount(pico: $0.numeric(1)), Amount(pico: $0.numeric(2))) }
  }

  // MARK: Reading

  /// All of a file in one currency: `booked + suspended - rounding + transfers + leftOut = file`.
  package struct Account: Sendable, Hashable {
    package let currency: Currency
    /// Rows of recordings of ours, and those of none that the catalog knows, whose money waits.
    package let booked, suspended: Amount
    /// Numbers of both.
    package let bookedRows, suspendedRows: Int64
    package let rounding, transfers, leftOut, file: FineAmount
    /// Before the sender's share, and that share; zero where the format does not tell.
    package let gross, fees: Amount
  }

  /// The currencies of a report's file, in the order of their codes; none of a report that came before this was kept.
  ///
  /// It reads the report's lines with the catalog as it is.
  package func accounts(of report: Int32) throws -> [Account] {
    try db.query(
      """
      SELECT m.currency, coalesce(l.booked, 0), coalesce(l.suspended, 0), coalesce(l.booked_rows, 0),
        coalesce(l.suspended_rows, 0), m.rounding::text, m.transfers::text, m.left_out::text, m.file::text, m.gross, m.fees
      FROM platform_report_money m LEFT JOIN (
        SELECT r.currency, sum(r.amount) FILTER (WHERE t.isrc IS NOT NULL) AS booked,
          sum(r.amount) FILTER (WHERE t.isrc IS NULL) AS suspended,
          count(t.isrc) AS booked_rows, count(*) - count(t.isrc) AS suspended_rows
        FROM platform_report_recordings r LEFT JOIN (SELECT DISTINCT isrc FROM tracks) t ON t.isrc = r.recording
        WHERE r.report_id = \(report) GROUP BY 1) l USING (currency)
      WHERE m.report_id = \(report) ORDER BY 1
      """
    ).map { row in
      Account(
        currency: Currency(row.text(0))!, booked: Amount(pico: row.numeric(1)), suspended: Amount(pico: row.numeric(2)),
        bookedRows: row.int(3), suspendedRows: row.int(4), rounding: try FineAmount(row.text(5)),
        transfers: try FineAmount(row.text(6)), leftOut: try FineAmount(row.text(7)), file: try FineAmount(row.text(8)),
        gross: Amount(pico: row.numeric(9)), fees: Amount(pico: row.numeric(10)))
    }
  }

  /// Rows of a report's file that were kept apart, in the order of its lines.
  ///
  /// - Parameters:
  ///   - line: behind this one.
  ///   - limit: so many at most.
  package func apart(of report: Int32, after line: Int32 = 0, limit: Int) throws -> [RowApart] {
    try db.query(
      """
      SELECT line, kind, rule, amount::text, currency FROM platform_report_apart
      WHERE report_id = \(report) AND line > \(line) ORDER BY line LIMIT \(limit)
      """
    ).map { row in
      RowApart(
        line: Int(row.int32(0)), kind: RowApart.Kind(rawValue: row.text(1))!, rule: row.text(2),
        amount: try row.optionalText(3).map { try FineAmount($0) },
        currency: row.optionalText(4).flatMap { Currency($0) })
    }
  }
}
