import Money
import Plays
import Postgres
import Refusals

/// Reports as platforms sent them: the file, what it speaks of, its lines, and what was decided about it.
package struct ReportStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package enum Status: String, Codable, Sendable, CaseIterable {
    /// Nobody has decided yet.
    case received
    case accepted
    case rejected
    /// Another report that corrects it, or a correction of it, was accepted.
    case superseded
  }

  /// A report, by the number that it was given when it was received.
  package struct Report: Sendable, Hashable {
    package let id: Int32
    /// SHA-256 of the plain text.
    package let digest: [UInt8]
    package let file: String
    package let format: String
    package let sender: String?
    package let messageID: String?
    package let rows: Int64
    /// The report that it corrects.
    package let supersedes: Int32?
    /// Microseconds since 1970.
    package let receivedAt: Int64
    package let status: Status
    /// Why it was rejected.
    package let reason: String?
  }

  /// A platform's month that a report speaks of.
  package struct Scope: Sendable, Hashable {
    package let period: Period
    package let platform: String
    package let countries: [Country]
    /// The report's own days; `nil` where they are the calendar month's.
    package let days: ClosedRange<Day>?

    package init(period: Period, platform: String, countries: [Country], days: ClosedRange<Day>?) {
      self.period = period
      self.platform = platform
      self.countries = countries
      self.days = days
    }
  }

  private static let columns: SQL =
    """
    r.report_id, r.digest, r.file, r.format, r.sender, r.message_id, r.rows, r.supersedes, r.received_at, \
    EXISTS (WITH RECURSIVE later AS (SELECT report_id FROM platform_reports WHERE supersedes = r.report_id \
    UNION SELECT m.report_id FROM platform_reports m JOIN later l ON m.supersedes = l.report_id) \
    SELECT FROM later JOIN platform_report_decisions n USING (report_id) WHERE n.accepted), d.accepted, d.reason
    """
  private static let last: SQL =
    """
    LEFT JOIN LATERAL (SELECT accepted, reason FROM platform_report_decisions
      WHERE report_id = r.report_id ORDER BY decision_id DESC LIMIT 1) d ON true
    """

  /// - Returns: `nil` where there is none of that number.
  package func report(_ id: Int32) throws -> Report? {
    try db.query("SELECT \(Self.columns) FROM platform_reports r \(Self.last) WHERE r.report_id = \(id)")
      .first.map(report)
  }

  /// - Throws: `Refused` where there is none of that number.
  package func existing(_ id: Int32) throws -> Report {
    guard let report = try report(id) else { throw Refused.missing("reconciliation", "\(id)") }
    return report
  }

  /// The report that a file is, or that its sender gave the same message id.
  package func known(digest: [UInt8], sender: String?, messageID: String?) throws -> Report? {
    try db.query(
      """
      SELECT \(Self.columns) FROM platform_reports r \(Self.last)
      WHERE r.digest = \(.bytes(digest)) OR (r.sender = \(sender) AND r.message_id = \(messageID))
      ORDER BY r.digest = \(.bytes(digest)) DESC LIMIT 1
      """
    ).first.map(report)
  }

  /// Reports with numbers below one, the newest first.
  package func page(
    period: Period? = nil, platform: String? = nil, status: Status? = nil, before: Int32? = nil, limit: Int = 100
  ) throws -> [Report] {
    try db.query(
      """
      SELECT * FROM (
        SELECT \(Self.columns) FROM platform_reports r \(Self.last)
        WHERE r.report_id < \(before ?? .max) AND EXISTS (
          SELECT FROM platform_report_scopes s WHERE s.report_id = r.report_id
            AND s.period = coalesce(\(.period(period)), s.period) AND s.platform = coalesce(\(platform), s.platform))
      ) AS r (id, digest, file, format, sender, message, rows, supersedes, received, superseded, accepted, reason)
      WHERE \(status?.rawValue)::text IS NULL OR \(status?.rawValue) = CASE WHEN superseded THEN 'superseded'
        WHEN accepted THEN 'accepted' WHEN NOT accepted THEN 'rejected' ELSE 'received' END
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(report)
  }

  private func report(_ row: Row) -> Report {
    let status: Status =
      row.bool(9) ? .superseded : row.isNull(10) ? .received : row.bool(10) ? .accepted : .rejected
    return Report(
      id: row.int32(0), digest: row.bytes(1), file: row.text(2), format: row.text(3), sender: row.optionalText(4),
      messageID: row.optionalText(5), rows: row.int(6), supersedes: row.isNull(7) ? nil : row.int32(7),
      receivedAt: row.timestamp(8), status: status, reason: row.optionalText(11))
  }

  /// Platforms' months that a report speaks of, by period and platform.
  package func scopes(_ report: Int32) throws -> [Scope] {
    try db.query(
      """
      SELECT period, platform, countries, first_day, last_day FROM platform_report_scopes
      WHERE report_id = \(report) ORDER BY period, platform COLLATE "C"
      """
    ).map {
      Scope(
        period: $0.period(0), platform: $0.text(1), countries: $0.texts(2).map { Country($0)! },
        days: $0.isNull(3) ? nil : Day(number: $0.date(3))...Day(number: $0.date(4)))
    }
  }

  /// Currencies of a report's lines, in the order of their codes.
  package func currencies(_ report: Int32) throws -> [Currency] {
    try db.query("SELECT DISTINCT currency FROM platform_report_lines WHERE report_id = \(report) ORDER BY 1")
      .map { Currency($0.text(0))! }
  }

  /// The reports that one takes the place of when it is accepted: the one it corrects, what that one corrects, and so on.
  package func corrected(by report: Int32) throws -> [Int32] {
    try db.query(
      """
      WITH RECURSIVE earlier AS (
        SELECT supersedes AS id FROM platform_reports WHERE report_id = \(report)
        UNION SELECT r.supersedes FROM platform_reports r JOIN earlier e ON r.report_id = e.id)
      SELECT id FROM earlier WHERE id IS NOT NULL ORDER BY id DESC
      """
    ).map { $0.int32(0) }
  }

  /// An accepted report that corrects one of those that this one corrects, without being one of them: only one can stand
  /// in a report's place.
  package func rival(of report: Int32) throws -> Int32? {
    let corrected = try corrected(by: report)
    return try db.query(
      """
      WITH RECURSIVE later AS (
        SELECT report_id FROM platform_reports WHERE supersedes = ANY(\(.int32s(corrected)))
        UNION SELECT r.report_id FROM platform_reports r JOIN later l ON r.supersedes = l.report_id)
      SELECT report_id FROM later JOIN platform_report_decisions d USING (report_id)
      WHERE d.accepted AND report_id <> ALL(\(.int32s(corrected + [report]))) ORDER BY 1 DESC LIMIT 1
      """
    ).first.map { $0.int32(0) }
  }

  /// Runs the body while nobody else compares or decides on a report.
  ///
  /// Before any snapshot is taken, so that it has what whoever was before us has written.
  package func alone<T>(with report: Int32, _ body: () throws -> T) throws -> T {
    try db.query("SELECT pg_advisory_lock(hashtext('ledgerline report'), \(report))")
    defer {
      if db.isUsable { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline report'), \(report))") }
    }
    return try body()
  }

  // MARK: Writing

  /// The number of the next report.
  package func nextNumber() throws -> Int32 {
    Int32(try db.query("SELECT nextval('platform_report_ids')")[0].int(0))
  }

  /// Records a report whose lines are written, inside the transaction that wrote them.
  package func insert(
    _ number: Int32, digest: [UInt8], file: String, format: String, sender: String?, messageID: String?, rows: Int64,
    supersedes: Int32?, scopes: [Scope]
  ) throws {
    try db.query(
      """
      INSERT INTO platform_reports (report_id, digest, file, format, sender, message_id, rows, supersedes)
      VALUES (\(number), \(.bytes(digest)), \(file), \(format), \(sender), \(messageID), \(rows), \(supersedes))
      """)
    db.note("report \(number)")
    for scope in scopes {
      try db.query(
        """
        INSERT INTO platform_report_scopes
        VALUES (\(number), \(.period(scope.period)), \(scope.platform), \(.texts(scope.countries.map(\.description))),
          \(scope.days.map { .date($0.lowerBound.number) } ?? .null), \(scope.days.map { .date($0.upperBound.number) } ?? .null))
        """)
    }
  }

  /// Notes what was decided.
  package func decide(_ report: Int32, accepted: Bool, reason: String?) throws {
    try db.query(
      "INSERT INTO platform_report_decisions (report_id, accepted, reason) VALUES (\(report), \(accepted), \(reason))")
    db.note("report \(report) \(accepted ? "accepted" : "rejected")")
  }
}
