import Postgres

/// Rows that the statements of one database read, as the server counts them: cost that does not depend on the machine.
package enum RowsRead {
  /// Rows that were read while a body ran on the connection, with no table read whole where an index serves: in a small
  /// database the planner would do so, and in a large one not.
  package static func during(_ db: Connection, _ body: () throws -> Void) throws -> Int64 {
    try db.run(script: "SET enable_seqscan = off")
    defer { try? db.run(script: "RESET enable_seqscan") }
    let before = try count(db)
    try body()
    return try count(db) - before
  }

  private static func count(_ db: Connection) throws -> Int64 {
    // Counts are told when a transaction ends, and then once a second; this tells them now.
    try db.run(script: "SELECT pg_stat_force_next_flush()")
    try db.run(script: "SELECT pg_stat_clear_snapshot()")
    return try db.query(
      "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint FROM pg_stat_user_tables")[0].int(0)
  }
}
