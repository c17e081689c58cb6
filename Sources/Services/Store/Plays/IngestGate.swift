import Postgres

/// Lets postings and imports of the catalog have their turn among the commits of ingest. Held until the transaction ends.
///
/// Commits hold it together, a posting that raises its number or an import of the catalog alone. The rows that they
/// lock besides say what they need; but who shares a row with others passes whoever waits for it alone, so that commits
/// which overlap would keep the others out for as long as plays come. Advisory locks are given in the order in which
/// they were asked for.
///
/// A statement of its own: what reads after the wait must see what was committed meanwhile.
enum IngestGate {
  static let together: SQL = "SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline ingest'))"
  static let alone: SQL = "SELECT pg_advisory_xact_lock(hashtext('ledgerline ingest'))"
}
