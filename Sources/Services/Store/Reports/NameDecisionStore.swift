import Ledger
import Plays
import Postgres
import Refusals

/// Decisions on names that rows of reports have and the catalog does not know: every version of each. The latest counts.
package struct NameDecisionStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package enum Verdict: Sendable, Hashable {
    /// Rows of the name are of this recording, as soon as the catalog has it.
    case assigned(ISRC)
    /// They are of no recording of ours: they leave the queue, and their money stays where it is.
    case notOurs
    /// The decision before counts no longer.
    case forgotten

    var word: String {
      switch self {
      case .assigned: "assigned"
      case .notOurs: "not_ours"
      case .forgotten: "forgotten"
      }
    }

    package var recording: ISRC? { if case .assigned(let isrc) = self { isrc } else { nil } }
  }

  /// Decision as it is on record.
  package struct Decision: Sendable {
    package let name: ReportedName
    package let version: Int
    package let verdict: Verdict
    /// True if rows are given to the recording now.
    package let isEffective: Bool
    package let reason: String
    /// Microseconds since 1970.
    package let decidedAt: Int64
    package let actor: Actor?
  }

  /// Records a decision in the name of the connection's actor, and gives lines of accepted reports to the recording, or back. The
  /// same again changes nothing.
  ///
  /// Imports of a catalog and whoever accepts a report have to wait: none of them may look at names without this decision.
  ///
  /// - Returns: accepted reports whose lines have moved.
  /// - Throws: `Refused` for a name that the catalog knows, and where there is nothing to forget.
  package func decide(_ name: ReportedName, _ verdict: Verdict, reason: String) throws -> [Int32] {
    try db.query("SELECT pg_advisory_lock(hashtext('ledgerline catalog'))")
    defer { if db.isUsable { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline catalog'))") } }
    return try LedgerStore(db).exclusively {
      let last = try versions(name).first
      if verdict == .forgotten {
        guard let last, last.verdict != .forgotten else {
          throw Refused.missing("decision on the \(name.kind.rawValue)", name.text)
        }
      } else {
        try check(name, verdict)
        if let last, last.verdict == verdict, last.reason == reason { return [] }
      }
      try db.query(
        """
        INSERT INTO report_name_decisions (kind, name, version, verdict, recording, reason, decided_by, decided_by_name)
        VALUES (\(name.kind.rawValue), \(name.text), \(Int32((last?.version ?? 0) + 1)), \(verdict.word),
          \(verdict.recording?.description), \(reason), \(db.actor.id), \(db.actor.name))
        """)
      db.note("\(name.kind.rawValue) \(name.text): \(verdict.word) \(verdict.recording?.description ?? "")")
      let moved = try AcceptanceStore(db).rename()
      if !moved.isEmpty { try LiveStore(db).announceRates() }
      return moved
    }
  }

  /// - Throws: `Refused` for a name by which the catalog knows a recording.
  private func check(_ name: ReportedName, _ verdict: Verdict) throws {
    let known =
      switch name.kind {
      case .isrc: try db.query("SELECT min(isrc) FROM tracks WHERE isrc = \(name.text)")
      case .external:
        try db.query(
          """
          SELECT min(t.isrc) FROM track_external_ids x JOIN tracks t USING (track_id) WHERE x.external_id = \(name.text)
          """)
      case .upc:
        try db.query(
          """
          SELECT min(t.isrc) FROM tracks t JOIN albums b USING (album_id) WHERE b.gtin = \(name.text)
          HAVING count(DISTINCT t.isrc) = 1
          """)
      }
    guard let isrc = known.first?.optionalText(0) else { return }
    throw Refused(
      .conflict,
      "the catalog knows \(name.kind.rawValue) \(name.text) as \(isrc), and what it says counts: correct it there")
  }

  /// Reports that nobody has decided on, and that have rows of the name.
  package func undecided(naming name: ReportedName) throws -> [Int32] {
    let received = try db.query("SELECT report_id FROM platform_report_states WHERE status = 'received'").map {
      $0.int32(0)
    }
    if received.isEmpty { return [] }
    let named: SQL =
      switch name.kind {
      case .isrc: "isrc = \(name.text)"
      case .external: "isrc IS NULL AND external_id = \(name.text)"
      case .upc: "isrc IS NULL AND upc = \(name.text)"
      }
    return try db.query(
      """
      SELECT DISTINCT report_id FROM platform_report_lines WHERE report_id = ANY(\(.int32s(received))) AND \(named)
      ORDER BY 1
      """
    ).map { $0.int32(0) }
  }

  private static let columns: SQL = """
    d.kind, d.name, d.version, d.verdict, d.recording, d.reason, d.decided_at, d.decided_by, d.decided_by_name,
      EXISTS (SELECT FROM report_name_assignments a WHERE a.kind = d.kind AND a.name = d.name
        AND a.recording = d.recording)
    """

  /// Versions of the decision on a name, the latest first.
  package func versions(_ name: ReportedName) throws -> [Decision] {
    try db.query(
      """
      SELECT \(Self.columns) FROM report_name_decisions d WHERE d.kind = \(name.kind.rawValue) AND d.name = \(name.text)
      ORDER BY d.version DESC LIMIT 100
      """
    ).map(Self.decision)
  }

  /// The latest decision on each name, the latest first; those that were forgotten too.
  ///
  /// - Parameter first: how many to leave out.
  package func all(after first: Int, limit: Int) throws -> [Decision] {
    try db.query(
      """
      SELECT \(Self.columns) FROM report_name_verdicts d
      ORDER BY d.decided_at DESC, d.kind, d.name COLLATE "C" OFFSET \(Int64(first)) LIMIT \(Int64(limit))
      """
    ).map(Self.decision)
  }

  private static func decision(_ row: Row) -> Decision {
    let verdict: Verdict =
      switch row.text(3) {
      case "assigned": .assigned(ISRC(row.text(4))!)
      case "not_ours": .notOurs
      default: .forgotten
      }
    return Decision(
      name: ReportedName(row.text(0), row.text(1)), version: Int(row.int(2)), verdict: verdict,
      isEffective: row.bool(9), reason: row.text(5), decidedAt: row.timestamp(6), actor: row.actor(7, 8))
  }
}
