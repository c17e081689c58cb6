/// A session that keeps a lock from others, as the server saw it at one moment.
struct LockHolder: Sendable {
  /// A process number is used again; together with its start it means one session.
  struct ID: Hashable, Sendable {
    let pid: Int32
    /// Microseconds since 1970; 0 where the role may not see it.
    let startedAt: Int64
  }

  let id: ID
  /// The sessions that wait for it, directly or behind others.
  let waiters: [Int32]
  let application: String
  let role: String
  let address: String?
  /// A session of ledgerline in this database: whatever it had not committed can be done again.
  let isOurs: Bool
  /// True if the role may see what the session does.
  let isVisible: Bool
  /// It does nothing itself, and waits for no lock: its server waits for the next message, or for an answer to be read.
  let waitsForClient: Bool
  /// Changes whenever the session got anything from its client: a statement, a part of one, rows of a COPY.
  let mark: String
  /// Time that it has been like this, where the server knows; `nil` inside a statement.
  let idleFor: Duration?

  var description: String {
    "session \(id.pid) (\(application.isEmpty ? "no name" : application), role \(role)"
      + (address.map { ", \($0)" } ?? "") + ")"
  }

  // MARK: Asking the server

  /// Everybody for whom some sessions wait, and for whom those wait in turn.
  static func blocking(_ waiters: [Int32], on db: Connection) throws(PostgresError) -> [LockHolder] {
    try read(
      db.query(
        """
        WITH RECURSIVE waits (waiter, pid) AS (
          SELECT w, h FROM unnest(\(.int32s(waiters))) w, unnest(pg_blocking_pids(w)) h
          UNION
          SELECT x.waiter, h FROM waits x, unnest(pg_blocking_pids(x.pid)) h
        ), holders (pid, waiters) AS (SELECT pid, array_agg(waiter::text) FROM waits GROUP BY pid)
        \(sample)
        """))
  }

  /// Some sessions, whoever waits for them.
  static func sessions(_ pids: [Int32], on db: Connection) throws(PostgresError) -> [LockHolder] {
    try read(
      db.query(
        """
        WITH holders (pid, waiters) AS (SELECT h, '{}'::text[] FROM unnest(\(.int32s(pids))) h)
        \(sample)
        """))
  }

  /// Ends the session, if it still is as it was seen.
  ///
  /// - Returns: whether it was ended; `false` where it has moved meanwhile.
  func end(on db: Connection) throws(PostgresError) -> Bool {
    try !db.query(
      """
      SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
      WHERE a.pid = \(id.pid) AND a.wait_event_type = 'Client' AND \(Self.progress) = \(mark)
      """
    ).isEmpty
  }

  private static let sample: SQL = """
    SELECT a.pid, a.backend_start, h.waiters, a.application_name, a.usename, a.client_addr::text,
      a.application_name LIKE 'ledgerline%' AND a.datname = current_database(),
      coalesce(a.wait_event_type = 'Client', false), \(progress),
      CASE WHEN a.state <> 'active' THEN (extract(epoch FROM clock_timestamp() - a.state_change) * 1000)::bigint END
    FROM holders h JOIN pg_stat_activity a USING (pid)
    WHERE a.backend_type IS NULL OR a.backend_type = 'client backend'
    """

  private static let progress: SQL = """
    concat_ws(' ', extract(epoch FROM a.backend_start), a.state, a.wait_event, extract(epoch FROM a.state_change),
      extract(epoch FROM a.query_start), extract(epoch FROM a.xact_start),
      (SELECT sum(bytes_processed + tuples_processed) FROM pg_stat_progress_copy c WHERE c.pid = a.pid))
    """

  private static func read(_ rows: Rows) -> [LockHolder] {
    rows.map { row in
      LockHolder(
        id: ID(pid: row.int32(0), startedAt: row.optionalTimestamp(1) ?? 0),
        waiters: row.texts(2).compactMap { Int32($0) }, application: row.text(3),
        role: row.optionalText(4) ?? "unknown",
        address: row.optionalText(5), isOurs: row.bool(6), isVisible: !row.isNull(1), waitsForClient: row.bool(7),
        mark: row.text(8), idleFor: row.optionalInt(9).map { .milliseconds($0) })
    }
  }
}
