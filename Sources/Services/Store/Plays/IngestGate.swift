import Postgres

/// Lets postings and imports of the catalog have their turn among the commits of ingest.
///
/// Commits hold it together, a posting that raises its number or an import of the catalog alone. The rows that they
/// lock besides say what they need; but who shares a row with others passes whoever waits for it alone, so that commits
/// which overlap would keep the others out for as long as plays come. Advisory locks are given in the order in which
/// they were asked for.
///
/// A statement of its own: what reads after the wait must see what was committed meanwhile.
enum IngestGate {
  static let together: SQL = "SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline ingest'))"
  /// Until the transaction ends, for who comes to the gate in the middle of one. It marks what it reads too much rather than
  /// too little, so a commit that a node has not heard of is not waited for: its plays bring their own mark.
  static let alone: SQL = "SELECT pg_advisory_xact_lock(hashtext('ledgerline ingest'))"

  /// Runs the body in one transaction that has the gate to itself, and everything that was committed before it.
  static func runAlone<T>(_ db: Connection, _ body: () throws -> T) throws -> T {
    try db.query("SELECT pg_advisory_lock(hashtext('ledgerline ingest'))")
    defer { if db.isUsable { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline ingest'))") } }
    try Nodes(db).settle()
    return try db.transaction(body)
  }
}
