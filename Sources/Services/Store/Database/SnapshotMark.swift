import Postgres

/// View of a session on the database at a moment. Two that are equal see the same rows of every table, whatever
/// happened in between.
///
/// It is PostgreSQL's own account of the transactions that have ended. A rise of one counter of ours would have to be
/// remembered in every transaction that changes anything; this cannot be forgotten. Other databases of the same server,
/// and rows that do not matter, make it differ too.
package struct SnapshotMark: Hashable, Sendable {
  private let text: String

  /// Outside a transaction it is the present state.
  package init(_ db: Connection) throws {
    // The start time, because a server that was restored from a backup counts on from there.
    text = try db.query("SELECT pg_current_snapshot()::text || ' ' || pg_postmaster_start_time()::text")[0].text(0)
  }
}
