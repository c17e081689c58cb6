import Postgres

/// Rows that the statements of a session read and wrote, as the server counts them: cost that does not depend on the machine.
package struct RowsTouched: Sendable {
  package let read: Int64
  package let inserted: Int64
  package let updated: Int64

  /// Rows that were touched while a body ran, which is all that happens in the database meanwhile.
  ///
  /// - Parameters:
  ///   - tables: of these; all where it is empty.
  ///   - byIndex: no table is read whole where an index serves: in a small database the planner would, in a large one not.
  package static func during(
    _ db: Connection, tables: [String] = [], byIndex: Bool = false, _ body: () throws -> Void
  ) throws -> RowsTouched {
    if byIndex { try db.run(script: "SET enable_seqscan = off") }
    defer { if byIndex { try? db.run(script: "RESET enable_seqscan") } }
    let before = try now(db, tables)
    try body()
    let after = try now(db, tables)
    return RowsTouched(
      read: after.read - before.read, inserted: after.inserted - before.inserted,
      updated: after.updated - before.updated)
  }

  private static func now(_ db: Connection, _ tables: [String]) throws -> RowsTouched {
    // Counts are told when a transaction ends, and then once a second; this tells them now.
    try db.query("SELECT pg_stat_force_next_flush()")
    try db.query("SELECT pg_stat_clear_snapshot()")
    let row = try db.query(
      """
      SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint, coalesce(sum(n_tup_ins), 0)::bigint,
        coalesce(sum(n_tup_upd), 0)::bigint
      FROM pg_stat_user_tables WHERE \(.texts(tables)) = '{}' OR relname = ANY(\(.texts(tables)))
      """)[0]
    return RowsTouched(read: row.int(0), inserted: row.int(1), updated: row.int(2))
  }
}
