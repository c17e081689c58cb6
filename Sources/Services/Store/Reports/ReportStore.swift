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
    /// It was accepted, and taken back. It may be accepted again.
    case withdrawn
    /// Another report that corrects it, or a correction of it, was accepted.
    case superseded

    /// True while it neither counts nor was replaced by one that does: its relation to others may be said, and it may be
    /// accepted.
    package var isOpen: Bool { self == .received || self == .rejected || self == .withdrawn }
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
    /// Reports that it shares rows with, and counts beside.
    package let addsTo: [Int32]
    /// Microseconds since 1970.
    package let receivedAt: Int64
    package let status: Status
    /// Why it was rejected or withdrawn.
    package let reason: String?
    /// Why it was taken in though it can hardly be meant.
    package let takenBecause: String?
    /// The exact sums of what rounding added to its amounts, by currency.
    package let rounding: [Currency: FineAmount]
    /// Account of the sender that it belongs to; `nil` of one that stands for all recordings.
    package let account: String?
    /// Months in which the sender accounts for it, in order, where they are known.
    package let statements: [Period]
  }

  /// A platform's month that a report speaks of.
  package struct Scope: Sendable, Hashable {
    package let period: Period
    package let platform: String
    package let countries: [Country]
    /// The report's own days; `nil` where they are the calendar month's.
    package let days: ClosedRange<Day>?
    /// True if its rows take the place of the estimates of their own lines alone, or add to what was reported.
    package let isLate: Bool

    package init(
      period: Period, platform: String, countries: [Country], days: ClosedRange<Day>?, isLate: Bool = false
    ) {
      self.isLate = isLate
      self.period = period
      self.platform = platform
      self.countries = countries
      self.days = days
    }
  }

  private static let columns: SQL =
    """
    r.report_id, r.digest, r.file, r.format, r.sender, r.message_id, r.rows, s.supersedes, s.adds_to::text[], \
    r.received_at, s.status, s.reason, r.taken_because, r.rounded_currencies, r.rounded::text[], s.account, r.statements::text[]
    """
  private static let every: SQL = "platform_reports r JOIN platform_report_states s USING (report_id)"

  /// - Returns: `nil` where there is none of that number.
  package func report(_ id: Int32) throws -> Report? {
    try db.query("SELECT \(Self.columns) FROM \(Self.every) WHERE report_id = \(id)").first.map(report)
  }

  /// - Throws: `Refused` where there is none of that number.
  package func existing(_ id: Int32) throws -> Report {
    guard let report = try report(id) else { throw Refused.missing("reconciliation", "\(id)") }
    return report
  }

  /// The report that a file is: of the same bytes, of the same content, or of the same message of its sender.
  ///
  /// - Parameters:
  ///   - digest: of the file's plain text.
  ///   - content: of its rows.
  package func known(digest: [UInt8], content: [UInt8], sender: String?, messageID: String?) throws -> Report? {
    try db.query(
      """
      SELECT \(Self.columns) FROM \(Self.every)
      WHERE r.digest = \(.bytes(digest)) OR r.content = \(.bytes(content))
        OR (r.sender = \(sender) AND r.message_id = \(messageID))
      ORDER BY r.digest = \(.bytes(digest)) DESC, r.content = \(.bytes(content)) DESC LIMIT 1
      """
    ).first.map(report)
  }

  /// Reports with numbers below one, the newest first.
  package func page(
    period: Period? = nil, platform: String? = nil, status: Status? = nil, before: Int32? = nil, limit: Int = 100
  ) throws -> [Report] {
    try db.query(
      """
      SELECT \(Self.columns) FROM \(Self.every)
      WHERE report_id < \(before ?? .max) AND s.status = coalesce(\(status?.rawValue), s.status) AND EXISTS (
        SELECT FROM platform_report_scopes p WHERE p.report_id = r.report_id
          AND p.period = coalesce(\(.period(period)), p.period) AND p.platform = coalesce(\(platform), p.platform))
      ORDER BY report_id DESC LIMIT \(limit)
      """
    ).map(report)
  }

  private func report(_ row: Row) -> Report {
    Report(
      id: row.int32(0), digest: row.bytes(1), file: row.text(2), format: row.text(3), sender: row.optionalText(4),
      messageID: row.optionalText(5), rows: row.int(6), supersedes: row.isNull(7) ? nil : row.int32(7),
      addsTo: row.texts(8).map { Int32($0)! }, receivedAt: row.timestamp(9), status: Status(rawValue: row.text(10))!,
      reason: row.optionalText(11), takenBecause: row.optionalText(12),
      rounding: Dictionary(
        uniqueKeysWithValues: zip(row.texts(13), row.texts(14)).map { (Currency($0)!, try! FineAmount($1)) }),
      account: row.optionalText(15), statements: row.texts(16).map { Period(String($0.prefix(7)))! })
  }

  /// Platforms' months that a report speaks of, by period and platform.
  package func scopes(_ report: Int32) throws -> [Scope] {
    try db.query(
      """
      SELECT period, platform, countries, first_day, last_day, is_late FROM platform_report_scopes
      WHERE report_id = \(report) ORDER BY period, platform COLLATE "C"
      """
    ).map {
      Scope(
        period: $0.period(0), platform: $0.text(1), countries: $0.texts(2).map { Country($0)! },
        days: $0.isNull(3) ? nil : Day(number: $0.date(3))...Day(number: $0.date(4)), isLate: $0.bool(5))
    }
  }

  /// Currencies of a report's lines, in the order of their codes.
  package func currencies(_ report: Int32) throws -> [Currency] {
    try db.query("SELECT DISTINCT currency FROM platform_report_lines WHERE report_id = \(report) ORDER BY 1")
      .map { Currency($0.text(0))! }
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

  package enum Decision: Sendable, Hashable {
    case accepted
    case rejected(reason: String)
    case withdrawn(reason: String)
  }

  /// Notes what was decided.
  package func decide(_ report: Int32, _ decision: Decision) throws {
    let (accepted, withdrawn, reason, word): (Bool, Bool, String?, String) =
      switch decision {
      case .accepted: (true, false, nil, "accepted")
      case .rejected(let reason): (false, false, reason, "rejected")
      case .withdrawn(let reason): (false, true, reason, "withdrawn")
      }
    try db.query(
      """
      INSERT INTO platform_report_decisions (report_id, accepted, withdrawn, reason)
      VALUES (\(report), \(accepted), \(withdrawn), \(reason))
      """)
    db.note("report \(report) \(word)")
  }
}
