import Postgres

/// Estimates of how many rows there are, by what somebody last looked at: of all shards, where the table has some. What
/// the coordinator knows of a distributed table is that it is empty.
struct RowEstimate {
  let db: Connection

  /// - Returns: 0 for a table that nobody has looked at yet.
  func rows(of table: String) throws -> Int64 {
    let isSpread = try Nodes(db).areSeveral && Distribution.isDistributed(table)
    let shards: SQL = """
      SELECT coalesce(sum(result::bigint), 0)::bigint FROM run_command_on_shards(
        \(table)::text::regclass, $$SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = '%s'::regclass$$)
      """
    let whole: SQL = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = \(table)::text::regclass"
    return try db.query(isSpread ? shards : whole)[0].int(0)
  }
}
