import Ledger
import Money
import Plays
import Postgres
import Statements

/// Runs of schedules: one for each schedule and period, with the outcome for every payee in it.
package struct ScheduleRunStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package enum State: String, Codable, CaseIterable, Sendable {
    /// Somebody is at it.
    case running
    /// It was begun, and nobody is at it.
    case interrupted
    case done
    /// It ended, and some payee failed.
    case incomplete
  }

  package struct Run: Sendable {
    package let schedule: String
    package let period: Period
    /// Version of the schedule.
    package let version: Int
    package let state: State
    /// Number of times that it was begun.
    package let attempt: Int
    /// Microseconds since 1970.
    package let startedAt: Int64
    package let finishedAt: Int64?
    /// Outcomes of the last attempt.
    package let issued: Int
    package let failed: Int
  }

  /// Outcome for a payee in one currency: its statement, or the reason why there is none.
  package struct Result: Hashable, Sendable {
    package let kind: Statement.Kind
    package let place: PayeeCurrency
    package let statement: Int64?
    /// Reason why there is no statement, or not all of its files.
    package let reason: String?

    package init(kind: Statement.Kind, place: PayeeCurrency, statement: Int64?, reason: String?) {
      self.kind = kind
      self.place = place
      self.statement = statement
      self.reason = reason
    }
  }

  // MARK: Reading

  private static let columns: SQL = """
    r.schedule, r.period, r.version, r.state, r.attempt, r.started_at, r.finished_at,
    (SELECT count(*) FROM schedule_results x
     WHERE (x.schedule, x.period, x.attempt) = (r.schedule, r.period, r.attempt) AND x.reason IS NULL),
    (SELECT count(*) FROM schedule_results x
     WHERE (x.schedule, x.period, x.attempt) = (r.schedule, r.period, r.attempt) AND x.reason IS NOT NULL),
    r.state = 'running' AND NOT EXISTS (
      SELECT FROM pg_locks l WHERE \(isHeld(key("r.schedule", "r.period"))))
    """

  /// Condition that `l` of `pg_locks` is the lock with a number, and somebody has it.
  private static func isHeld(_ key: SQL) -> SQL {
    """
    l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (l.classid::bigint << 32) | l.objid::bigint = \(key)
    """
  }

  /// Runs of a schedule, the latest period first.
  package func runs(_ schedule: String, limit: Int) throws -> [Run] {
    try db.query(
      """
      SELECT \(Self.columns) FROM schedule_runs r WHERE r.schedule = \(schedule) ORDER BY r.period DESC LIMIT \(limit)
      """
    ).map(run)
  }

  package func run(_ schedule: String, _ period: Period) throws -> Run? {
    try db.query(
      """
      SELECT \(Self.columns) FROM schedule_runs r WHERE r.schedule = \(schedule) AND r.period = \(.period(period))
      """
    ).first.map(run)
  }

  /// The last run of each schedule.
  package func last() throws -> [String: Run] {
    let rows = try db.query(
      """
      SELECT \(Self.columns) FROM schedule_runs r
      WHERE r.period = (SELECT max(period) FROM schedule_runs n WHERE n.schedule = r.schedule)
      """)
    return Dictionary(uniqueKeysWithValues: rows.map(run).map { ($0.schedule, $0) })
  }

  /// Periods for which each schedule has a run that ended.
  package func ended() throws -> [String: Set<Period>] {
    try db.query("SELECT schedule, period FROM schedule_runs WHERE state <> 'running'")
      .reduce(into: [:]) { $0[$1.text(0), default: []].insert($1.period(1)) }
  }

  /// Runs that were begun and did not end, whoever is at them.
  package func begun() throws -> [String: Set<Period>] {
    try db.query("SELECT schedule, period FROM schedule_runs WHERE state = 'running'")
      .reduce(into: [:]) { $0[$1.text(0), default: []].insert($1.period(1)) }
  }

  /// Outcomes for every payee in a run's last attempt, those that failed first.
  package func results(
    _ schedule: String, _ period: Period, failedOnly: Bool = false, limit: Int = .max
  ) throws -> [Result] {
    try db.query(
      """
      SELECT x.payee, x.currency, x.statement_id, x.reason, x.kind FROM schedule_results x
      JOIN schedule_runs r USING (schedule, period, attempt)
      WHERE x.schedule = \(schedule) AND x.period = \(.period(period)) AND (x.reason IS NOT NULL OR NOT \(failedOnly))
      ORDER BY x.reason IS NULL, x.payee COLLATE "C", x.currency, x.kind DESC LIMIT \(limit)
      """
    ).map {
      Result(
        kind: Statement.Kind(rawValue: $0.text(4))!,
        place: .init(payee: $0.text(0), currency: Currency($0.text(1))!), statement: $0.optionalInt(2),
        reason: $0.optionalText(3))
    }
  }

  // MARK: Running

  /// Milliseconds in which whoever has a run says nothing to the database, and is believed to be at it: to write the
  /// workbook of a statement with millions of lines takes a minute.
  package static let holderSilence = 300_000

  /// Runs the body while this session alone has the run of a schedule and period: the lock ends with the session, however
  /// that ends. The session of a process that is stopped is ended by whoever asks for its run.
  ///
  /// - Returns: `nil` where another session has it, or had it until now: ask again later.
  package func holding<T>(
    _ schedule: String, _ period: Period, silence: Int = Self.holderSilence, _ body: () throws -> T
  ) throws -> T? {
    let key = Self.key("\(schedule)::text", "\(.period(period))::date")
    guard try db.query("SELECT pg_try_advisory_lock(\(key))")[0].bool(0) else {
      let holders = try db.query("SELECT l.pid FROM pg_locks l WHERE \(Self.isHeld(key))").map { $0.int32(0) }
      try db.endStopped(holders, silence: silence)
      return nil
    }
    defer {
      // A statement that is cancelled has not let go, and the session may be another's next.
      for _ in 0..<3 where db.isUsable {
        if (try? db.query("SELECT pg_advisory_unlock(\(key))")) != nil { break }
      }
    }
    return try body()
  }

  /// Begins a run, or takes up one that was cut off. Inside `holding`.
  ///
  /// - Parameter again: also one that ended.
  /// - Returns: the attempt's number; `nil` where the run ended.
  package func begin(_ schedule: String, _ period: Period, version: Int, again: Bool) throws -> Int? {
    try db.query(
      """
      INSERT INTO schedule_runs AS r (schedule, period, version, state)
      VALUES (\(schedule), \(.period(period)), \(Int32(version)), 'running')
      ON CONFLICT (schedule, period) DO UPDATE SET version = excluded.version, state = 'running',
        attempt = r.attempt + 1, started_at = clock_timestamp(), finished_at = NULL
      WHERE r.state = 'running' OR \(again)
      RETURNING attempt
      """
    ).first.map { Int($0.int(0)) }
  }

  /// Records the outcome for a payee.
  package func record(_ schedule: String, _ period: Period, attempt: Int, _ result: Result) throws {
    try db.query(
      """
      INSERT INTO schedule_results (schedule, period, attempt, kind, payee, currency, statement_id, reason)
      VALUES (\(schedule), \(.period(period)), \(Int32(attempt)), \(result.kind.rawValue), \(result.place.payee), \(result.place.currency.code),
        \(result.statement), \(result.reason))
      """)
  }

  /// Ends a run: done, or incomplete where somebody failed.
  package func finish(_ schedule: String, _ period: Period) throws {
    try db.query(
      """
      UPDATE schedule_runs r SET finished_at = clock_timestamp(), state =
        CASE WHEN EXISTS (SELECT FROM schedule_results x
          WHERE (x.schedule, x.period, x.attempt) = (r.schedule, r.period, r.attempt) AND x.reason IS NOT NULL)
        THEN 'incomplete' ELSE 'done' END
      WHERE schedule = \(schedule) AND period = \(.period(period))
      """)
  }

  /// The number of the lock for a schedule and period.
  private static func key(_ schedule: SQL, _ period: SQL) -> SQL {
    "hashtextextended('ledgerline schedule ' || \(schedule) || to_char(\(period), ' YYYY-MM'), 0)"
  }

  private func run(_ row: Row) -> Run {
    Run(
      schedule: row.text(0), period: row.period(1), version: Int(row.int(2)),
      state: row.bool(9) ? .interrupted : State(rawValue: row.text(3))!, attempt: Int(row.int(4)),
      startedAt: row.timestamp(5), finishedAt: row.optionalTimestamp(6), issued: Int(row.int(7)),
      failed: Int(row.int(8)))
  }
}
