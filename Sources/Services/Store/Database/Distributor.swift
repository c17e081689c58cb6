import Postgres

/// Distributes the tables of a database by Citus as `Distribution` says. All or nothing, and again only what is new.
package struct Distributor {
  /// Why a database is not distributed.
  package enum Refusal: Error, CustomStringConvertible {
    case noExtension
    case noNodes
    case notSuperuser
    case inUse(Int64)

    package var description: String {
      switch self {
      case .noExtension:
        "the database has no Citus: add it to shared_preload_libraries on every node, CREATE EXTENSION citus in this "
          + "database on every node, and name the nodes to the coordinator (docs/scaling.md)"
      case .noNodes:
        "the coordinator knows no node that takes shards: SELECT citus_set_coordinator_host(...), then "
          + "SELECT citus_add_node(...) for each (docs/scaling.md)"
      case .notSuperuser:
        "the first `migrate --citus` takes a superuser, since it makes the function by which everybody else finishes "
          + "commits that a node has not heard of: name one in LEDGERLINE_DATABASE_URL this once"
      case .inUse(let sessions):
        "\(sessions) sessions of ledgerline are in the database, and they would go on as on one node: stop serve and "
          + "ingest, and run it again"
      }
    }
  }

  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// True if the database was distributed before.
  package var isDone: Bool { get throws { try has("to_regprocedure('ledgerline_settle_commits()')") } }

  /// Distributes what is not yet.
  ///
  /// - Returns: the tables that were distributed, or copied to every node.
  /// - Throws: `Refusal`; `PostgresError`. Nothing has changed then.
  package func run() throws -> [String] {
    guard try has("to_regclass('pg_dist_partition')") else { throw Refusal.noExtension }
    let known = Set(try db.query("SELECT logicalrelid::text FROM pg_dist_partition").map { $0.text(0) })
    let missing = Distribution.kinds.filter { $0.kind != .local && !known.contains($0.table) }
    let isFirst = try !isDone
    guard isFirst || !missing.isEmpty else { return [] }
    if isFirst { try check() }
    try db.transaction {
      // Triggers that see no other table are right on shards; those that do are dropped here.
      try db.run(script: "SET LOCAL citus.enable_unsafe_triggers = on")
      try db.run(script: "SET LOCAL citus.multi_shard_modify_mode = 'sequential'")
      if isFirst { try db.run(script: Self.withoutWhatStaysBehind) }
      for (table, kind) in missing { try distribute(table, kind) }
      guard isFirst else { return }
      // The rows went to the nodes, and are here still, where nobody sees them. Tables that are append-only refuse to be
      // emptied of them too.
      try db.run(script: "SET LOCAL session_replication_role = replica")
      for (table, _) in missing {
        try db.query("SELECT truncate_local_data_after_distributing_table(\(table)::text::regclass)")
      }
      try db.run(script: "SET LOCAL session_replication_role = origin")
      try db.run(script: Self.functions)
    }
    return missing.map(\.table)
  }

  private func check() throws {
    let nodes = try db.query("SELECT count(*) FROM pg_dist_node WHERE isactive AND shouldhaveshards")[0].int(0)
    guard nodes > 0 else { throw Refusal.noNodes }
    guard try db.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0].bool(0) else {
      throw Refusal.notSuperuser
    }
    let others = try db.query(
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'ledgerline%'
      """)[0].int(0)
    guard others == 0 else { throw Refusal.inUse(others) }
  }

  private func distribute(_ table: String, _ kind: Distribution.Kind) throws {
    switch kind {
    case .local: return
    case .reference: try db.query("SELECT create_reference_table(\(table)::text::regclass)")
    case .distributed(let column, let group):
      try db.query(
        """
        SELECT create_distributed_table(\(table)::text::regclass, \(column),
          colocate_with => \(group.rawValue == table ? "none" : group.rawValue))
        """)
    }
  }

  private func has(_ name: StaticString) throws -> Bool {
    try db.query(SQL(stringLiteral: "SELECT \(name) IS NOT NULL"))[0].bool(0)
  }

  private static let withoutWhatStaysBehind =
    (Distribution.droppedTriggers.map { "DROP TRIGGER IF EXISTS \($0.trigger) ON \($0.table);" }
    + Distribution.droppedReferences.map { "ALTER TABLE \($0.table) DROP CONSTRAINT IF EXISTS \($0.constraint);" }
    + Distribution.addedReferences.map { "ALTER TABLE \($0.table) ADD FOREIGN KEY (\($0.column)) REFERENCES \($0.to);" })
    .joined(separator: "\n")

  /// In the place of the trigger on lines: their parties are written with their transaction, when all of them are there.
  /// It fires between those that chain transactions and count their lines, by its name.
  ///
  /// And the barrier: it finishes commits that a node has not heard of. Only those that were there when it began count,
  /// for others go on committing. Whoever owns the tables may call it, though Citus gives that to superusers alone.
  private static let functions = """
    CREATE FUNCTION transactions_have_parties() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      first bigint;
      last bigint;
    BEGIN
      SELECT min(id), max(id) INTO first, last FROM added WHERE line_count > 0;
      IF first IS NOT NULL THEN
        INSERT INTO ledger_line_parties
        SELECT DISTINCT transaction_id, period, contract_id, artist_id FROM ledger_lines
        WHERE transaction_id BETWEEN first AND last
        ON CONFLICT DO NOTHING;
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER transactions_have_parties AFTER INSERT ON ledger_transactions
      REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION transactions_have_parties();

    CREATE FUNCTION ledgerline_settle_commits() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      known text[] := ARRAY(SELECT gid FROM pg_dist_transaction);
    BEGIN
      FOR attempt IN 1..20 LOOP
        IF NOT EXISTS (SELECT FROM pg_dist_transaction WHERE gid = ANY (known)) THEN
          RETURN;
        END IF;
        PERFORM recover_prepared_transactions();
        PERFORM pg_sleep(CASE attempt WHEN 1 THEN 0 ELSE 0.1 END);
      END LOOP;
      RAISE EXCEPTION 'a node that has not heard of all commits is not reached: start it'
        USING ERRCODE = 'cannot_connect_now';
    END $$;
    REVOKE ALL ON FUNCTION ledgerline_settle_commits() FROM PUBLIC;
    DO $$ BEGIN
      EXECUTE format('GRANT EXECUTE ON FUNCTION ledgerline_settle_commits() TO %I',
        (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'plays_daily'::regclass));
    END $$;
    """
}
