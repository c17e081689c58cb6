import Money
import PlatformReports
import Plays
import Postgres

/// A report as it comes in: what is recorded of it beside its lines.
package struct ReportArrival: Sendable {
  /// SHA-256 of the plain text.
  package var digest: [UInt8]
  /// Digest of what its rows say.
  package var content: [UInt8]
  package var file: String
  package var format: String
  package var sender: String?
  package var messageID: String?
  package var account: String?
  package var statements: [Period]
  package var rows: Int64
  package var takenBecause: String?
  package var rounding: [Currency: FineAmount]
  package var money: [Currency: FileMoney]
  package var scopes: [ReportStore.Scope]

  package init(
    _ summary: ReportSummary, digest: [UInt8], content: [UInt8], file: String, statements: [Period],
    takenBecause: String?, scopes: [ReportStore.Scope]
  ) {
    self.digest = digest
    self.content = content
    self.file = file
    format = summary.format
    sender = summary.sender
    messageID = summary.messageID
    account = summary.account
    self.statements = statements
    rows = Int64(summary.rows)
    self.takenBecause = takenBecause
    rounding = summary.rounding
    money = summary.money
    self.scopes = scopes
  }
}

extension ReportStore {
  /// Records a report whose lines are written, inside the transaction that wrote them.
  package func insert(_ number: Int32, _ arrival: ReportArrival) throws {
    let rounded = arrival.rounding.sorted { $0.key < $1.key }
    try db.query(
      """
      INSERT INTO platform_reports (report_id, digest, content, file, format, sender, message_id, rows, taken_because,
        rounded_currencies, rounded, account, statements)
      VALUES (\(number), \(.bytes(arrival.digest)), \(.bytes(arrival.content)), \(arrival.file), \(arrival.format),
        \(arrival.sender), \(arrival.messageID), \(arrival.rows), \(arrival.takenBecause),
        \(.texts(rounded.map(\.key.code))), \(.texts(rounded.map(\.value.description)))::numeric[],
        \(arrival.account), \(.dates(arrival.statements.map(\.first.number))))
      """)
    db.note("report \(number)")
    for scope in arrival.scopes {
      try db.query(
        """
        INSERT INTO platform_report_scopes (report_id, period, platform, countries, first_day, last_day, is_late)
        VALUES (\(number), \(.period(scope.period)), \(scope.platform), \(.texts(scope.countries.map(\.description))),
          \(scope.days.map { .date($0.lowerBound.number) } ?? .null),
          \(scope.days.map { .date($0.upperBound.number) } ?? .null), \(scope.isLate))
        """)
    }
  }
}
