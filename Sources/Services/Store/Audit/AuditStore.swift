import Ledger
import Postgres

/// The audit log: who did what. Records are added, and never changed.
package struct AuditStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Records that are given their places at a time.
  private static let linkedAtOnce: Int32 = 1_000

  /// Adds a record: in the open transaction, where there is one.
  package func write(_ deed: Deed, outcome: AuditRecord.Outcome = .done, reference: String) throws(PostgresError) {
    try db.query(
      """
      INSERT INTO audit_log (actor, actor_name, origin, act, subject, detail, outcome, reference)
      VALUES (\(Self.text(deed.actor.id, 256)), \(Self.text(deed.actor.name, 256)), \(Self.text(deed.origin, 256)),
        \(deed.act.rawValue), \(Self.text(deed.subject, 512)), \(Self.text(deed.detail, 2_048)),
        \(outcome.rawValue), \(Self.text(reference, 1_024)))
      """)
  }

  /// Gives records that wait their places in the chain.
  ///
  /// - Returns: the last place there is.
  @discardableResult
  package func link() throws(PostgresError) -> Int64 {
    try db.query("SELECT audit_link(\(Self.linkedAtOnce))")[0].int(0)
  }

  /// The beginning of a text that has room, without what no text of the database can have.
  private static func text(_ text: String, _ bytes: Int) -> String {
    let clean = text.contains("\0") ? text.replacing("\0", with: "\u{FFFD}") : text
    guard clean.utf8.count > bytes else { return clean }
    var end = clean.utf8.index(clean.startIndex, offsetBy: bytes - 3)
    while end.samePosition(in: clean.unicodeScalars) == nil { end = clean.utf8.index(before: end) }
    return clean[..<end] + "…"
  }
}

// MARK: Reading

extension AuditStore {
  /// A record with its place in the chain.
  package struct Linked: Sendable {
    package let record: AuditRecord
    /// `nil` until it is linked: a moment.
    package let position: Int64?
    package let digest: [UInt8]?
  }

  /// A choice of records.
  package struct Filter: Sendable {
    /// An id as `token:7`, or the name of one.
    package var who: String?
    /// An act, or what several begin with: `ledger` is all of `ledger.post`, `ledger.close` and so on.
    package var act: String?
    package var subject: String?
    /// Microseconds since 1970, the second not included.
    package var since: Int64?
    package var until: Int64?

    package init(
      who: String? = nil, act: String? = nil, subject: String? = nil, since: Int64? = nil, until: Int64? = nil
    ) {
      self.who = who
      self.act = act
      self.subject = subject
      self.since = since
      self.until = until
    }
  }

  private static let columns: SQL =
    "id, recorded_at, actor, actor_name, origin, act, subject, detail, outcome, reference, position, digest"

  /// The newest records first, with ids below one.
  package func page(_ filter: Filter, before: Int64?, limit: Int) throws(PostgresError) -> [Linked] {
    var statement: SQL = "SELECT \(Self.columns) FROM audit_log WHERE id < \(before ?? .max)"
    if let who = filter.who { statement.append(" AND (actor = \(who) OR actor_name = \(who))") }
    if let act = filter.act { statement.append(" AND (act = \(act) OR starts_with(act, \(act + ".")))") }
    if let subject = filter.subject { statement.append(" AND subject = \(subject)") }
    if let since = filter.since { statement.append(" AND recorded_at >= \(.timestamp(since))") }
    if let until = filter.until { statement.append(" AND recorded_at < \(.timestamp(until))") }
    statement.append(" ORDER BY id DESC LIMIT \(limit)")
    return try db.query(statement).map(linked)
  }

  /// Records behind a place of the chain, in their order.
  package func records(after position: Int64, limit: Int) throws(PostgresError) -> [Linked] {
    try db.query(
      "SELECT \(Self.columns) FROM audit_log WHERE position > \(position) ORDER BY position LIMIT \(limit)"
    ).map(linked)
  }

  /// The end of the chain.
  package func head() throws(PostgresError) -> (position: Int64, digest: [UInt8]) {
    let row = try db.query("SELECT position, digest FROM audit_head")[0]
    return (row.int(0), row.bytes(1))
  }

  /// Records that wait for their places.
  package func waiting() throws(PostgresError) -> Int64 {
    try db.query("SELECT count(*) FROM audit_log WHERE position IS NULL")[0].int(0)
  }

  private func linked(_ row: Row) -> Linked {
    Linked(
      record: AuditRecord(
        id: row.int(0), recordedAt: row.timestamp(1), actor: Actor(id: row.text(2), name: row.text(3)),
        origin: row.text(4), act: row.text(5), subject: row.text(6), detail: row.text(7),
        outcome: AuditRecord.Outcome(rawValue: row.text(8)) ?? .done, reference: row.text(9)),
      position: row.optionalInt(10), digest: row.optionalBytes(11))
  }
}
