import Postgres

/// Files that came through a watched folder, and what became of each.
package struct InboxStore {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package enum Outcome: String, Codable, Sendable, CaseIterable {
    /// It is a report now.
    case taken
    /// It is one that was taken in before.
    case known
    /// It may be taken where somebody says more.
    case waiting
    case refused
  }

  /// A file that was looked at.
  package struct Entry: Sendable, Hashable {
    /// SHA-256 of the bytes as they came.
    package let digest: [UInt8]
    package let name: String
    package let bytes: Int64
    package let account: String?
    package let outcome: Outcome
    package let reason: String?
    package let report: Int32?

    package init(
      digest: [UInt8], name: String, bytes: Int64, account: String?, outcome: Outcome, reason: String?, report: Int32?
    ) {
      self.digest = digest
      self.name = name
      self.bytes = bytes
      self.account = account
      self.outcome = outcome
      self.reason = reason
      self.report = report
    }
  }

  /// Has nobody else take files in until the session ends.
  ///
  /// - Returns: false where somebody does.
  package func holdAlone() throws -> Bool {
    try db.query("SELECT pg_try_advisory_lock(hashtext('ledgerline inbox'))")[0].bool(0)
  }

  /// Records what became of a file, unless just that was recorded of it last.
  package func record(_ entry: Entry) throws {
    try db.query(
      """
      INSERT INTO inbox_files (digest, name, bytes, account, outcome, reason, report_id)
      SELECT \(.bytes(entry.digest)), \(entry.name), \(entry.bytes), \(entry.account), \(entry.outcome.rawValue),
        \(entry.reason), \(entry.report)
      WHERE NOT EXISTS (
        SELECT FROM (
          SELECT name, outcome, reason, report_id FROM inbox_files WHERE digest = \(.bytes(entry.digest))
          ORDER BY inbox_file_id DESC LIMIT 1) last
        WHERE last.name = \(entry.name) AND last.report_id IS NOT DISTINCT FROM \(entry.report)
          AND last.reason IS NOT DISTINCT FROM \(entry.reason)
          AND (last.outcome = \(entry.outcome.rawValue) OR last.outcome = 'taken' AND \(entry.outcome.rawValue) = 'known'))
      """)
  }

  /// True if a file of these bytes is a report already.
  package func wasTaken(_ digest: [UInt8]) throws -> Bool {
    try !db.query("SELECT FROM inbox_files WHERE digest = \(.bytes(digest)) AND report_id IS NOT NULL LIMIT 1").isEmpty
  }

  /// A file with its number and the moment it was looked at, in microseconds since 1970.
  package struct Listed: Sendable, Hashable {
    package let number: Int32
    package let entry: Entry
    package let seenAt: Int64
  }

  /// The newest first.
  ///
  /// - Parameters:
  ///   - outcome: the one that counts of a file, and of what waits only while it does; `nil` for all that ever became of any.
  ///   - before: with numbers below this one.
  package func files(_ outcome: Outcome? = nil, before: Int32? = nil, limit: Int) throws -> [Listed] {
    var wanted: SQL = "f.inbox_file_id < \(before ?? .max)"
    if let outcome {
      wanted.append(
        """
         AND f.outcome = \(outcome.rawValue)
          AND NOT EXISTS (SELECT FROM inbox_files n WHERE n.digest = f.digest AND n.inbox_file_id > f.inbox_file_id)
        """)
    }
    // Somebody has taken it in by hand, with what was to be said.
    if outcome == .waiting {
      wanted.append(" AND NOT EXISTS (SELECT FROM platform_reports r WHERE r.digest = f.digest)")
    }
    return try db.query(
      """
      SELECT f.inbox_file_id, f.digest, f.name, f.bytes, f.account, f.outcome, f.reason, f.report_id, f.seen_at
      FROM inbox_files f WHERE \(wanted) ORDER BY 1 DESC LIMIT \(limit)
      """
    ).map { row in
      Listed(
        number: row.int32(0),
        entry: Entry(
          digest: row.bytes(1), name: row.text(2), bytes: row.int(3), account: row.optionalText(4),
          outcome: Outcome(rawValue: row.text(5))!, reason: row.optionalText(6),
          report: row.isNull(7) ? nil : row.int32(7)),
        seenAt: row.timestamp(8))
    }
  }
}
