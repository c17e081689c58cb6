import Ledger
import Plays
import Postgres

/// Accounting periods, and how far each is on its way from open to closed.
package struct PeriodStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package enum Status: String, Codable, CaseIterable, Sendable {
    case open, closing, closed
  }

  package struct Record: Sendable {
    package let period: Period
    package let status: Status
    /// Microseconds since 1970.
    package let closedAt: Int64?
    /// The one who began the close; `nil` of open periods, and from before it was recorded.
    package let closedBy: Actor?
    /// Why it was closed although something stood against it, and what that was.
    package let reason: String?
    package let blockers: [String]
    package let transactions: Int64
    /// Each time it was opened again, in order.
    package let reopenings: [Reopening]
  }

  /// A closed period that was opened again.
  package struct Reopening: Sendable {
    package let closedAt: Int64
    package let closedBy: Actor?
    package let reopenedAt: Int64
    package let reopenedBy: Actor
    package let reason: String
  }

  /// Every period that was ever posted in or closed, in order.
  package func all() throws -> [Record] {
    let reopenings = try reopenings()
    return try db.query(
      """
      SELECT p.period, p.status, p.closed_at, p.reason, p.blockers,
        (SELECT count(*) FROM ledger_transactions t
         WHERE t.accounting_date >= p.period AND t.accounting_date < p.period + interval '1 month'),
        p.closing_by, p.closing_by_name
      FROM periods p ORDER BY p.period
      """
    ).map { row in
      Record(
        period: row.period(0), status: Status(rawValue: row.text(1))!, closedAt: row.optionalTimestamp(2),
        closedBy: row.actor(6, 7), reason: row.optionalText(3), blockers: row.texts(4), transactions: row.int(5),
        reopenings: reopenings[row.period(0)] ?? [])
    }
  }

  private func reopenings() throws -> [Period: [Reopening]] {
    try db.query(
      """
      SELECT period, closed_at, closed_by, closed_by_name, reopened_at, reopened_by, reopened_by_name, reason
      FROM period_reopenings ORDER BY period, round
      """
    ).reduce(into: [:]) { found, row in
      found[row.period(0), default: []].append(
        Reopening(
          closedAt: row.timestamp(1), closedBy: row.actor(2, 3), reopenedAt: row.timestamp(4),
          reopenedBy: Actor(id: row.text(5), name: row.text(6)), reason: row.text(7)))
    }
  }

  /// This day by the database's clock, in UTC.
  package func today() throws -> Day { Day(number: try db.query("SELECT ledger_today()")[0].date(0)) }

  package func status(of period: Period) throws -> Status {
    try db.query("SELECT status FROM periods WHERE period = \(.period(period))").first
      .map { Status(rawValue: $0.text(0))! } ?? .open
  }

  /// The last period that takes postings of the engine no more: closed, or being closed.
  package func lastClosed() throws -> Period? {
    try db.query("SELECT max(period) FROM periods WHERE status <> 'open'")[0].optionalPeriod(0)
  }

  /// The last period that is closed, with its settlements on record.
  package func lastSettled() throws -> Period? {
    try db.query("SELECT max(period) FROM periods WHERE status = 'closed'")[0].optionalPeriod(0)
  }

  /// Runs the body, which begins to close a period, while nothing is imported that was judged by the periods that were
  /// closed before.
  package func aloneToClose<T>(_ body: () throws -> T) throws -> T {
    try db.query("SELECT pg_advisory_lock(hashtext('ledgerline closing'))")
    defer { if db.isUsable { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline closing'))") } }
    return try body()
  }

  /// The days of the periods that take no posting any more, none of which becomes more until the open transaction ends;
  /// `nil` where there are none.
  package func closedDays() throws -> ClosedRange<Day>? {
    try db.query("SELECT pg_advisory_xact_lock_shared(hashtext('ledgerline closing'))")
    guard let last = try lastClosed(), let first = try db.query("SELECT min(period) FROM periods")[0].optionalPeriod(0)
    else { return nil }
    return first.first...last.last
  }

  /// The periods that are closed, in order.
  package func settled() throws -> [Period] {
    try db.query("SELECT period FROM periods WHERE status = 'closed' ORDER BY 1").map { $0.period(0) }
  }

  /// The first period that is open: the one after the last closed, or the one in which the books begin, or the first that
  /// anything was posted in; `nil` in empty books whose beginning nobody has named.
  package func firstOpen() throws -> Period? {
    if let settled = try lastSettled() { return settled.next }
    return try BeginningStore(db).beginning()?.period
      ?? db.query("SELECT min(period) FROM periods")[0].optionalPeriod(0)
  }

  /// Times that a period was opened again, and one.
  package func round(of period: Period) throws -> Int32 {
    try db.query("SELECT round FROM periods WHERE period = \(.period(period))").first?.int32(0) ?? 1
  }

  /// Those who had a part in closing a period: who began it, and who finished it.
  package func closers(of period: Period) throws -> [Actor] {
    try db.query(
      "SELECT closing_by, closing_by_name, closed_by, closed_by_name FROM periods WHERE period = \(.period(period))"
    ).first.map { [$0.actor(0, 1), $0.actor(2, 3)].compactMap(\.self) } ?? []
  }

  /// Begins to close a period, in the name of the connection's actor: it takes no more postings but its settlements.
  package func beginClosing(_ period: Period, reason: String?, blockers: [String]) throws {
    try db.query("INSERT INTO periods (period) VALUES (\(.period(period))) ON CONFLICT DO NOTHING")
    try db.query(
      """
      UPDATE periods SET status = 'closing', closing_at = clock_timestamp(), reason = \(reason),
        blockers = \(.texts(blockers)), closing_by = \(db.actor.id), closing_by_name = \(db.actor.name)
      WHERE period = \(.period(period))
      """)
    db.note("\(period) closing")
  }

  package func close(_ period: Period) throws {
    try db.query(
      """
      UPDATE periods SET status = 'closed', closed_at = clock_timestamp(), closed_by = \(db.actor.id),
        closed_by_name = \(db.actor.name)
      WHERE period = \(.period(period))
      """)
    db.note("\(period) closed")
  }

  /// Opens a closed period again, in the name of the connection's actor. In the same transaction of the database its
  /// settlements have to be reversed.
  ///
  /// - Throws: `PostgresError` where it may not be opened again.
  package func reopen(_ period: Period, reason: String) throws {
    try db.query(
      """
      INSERT INTO period_reopenings (period, reopened_by, reopened_by_name, reason)
      VALUES (\(.period(period)), \(db.actor.id), \(db.actor.name), \(reason))
      """)
    try db.query(
      """
      UPDATE periods SET status = 'open', round = round + 1, closing_at = NULL, closing_by = NULL,
        closing_by_name = NULL, closed_at = NULL, closed_by = NULL, closed_by_name = NULL, reason = NULL,
        blockers = '{}'
      WHERE period = \(.period(period))
      """)
    db.note("\(period) open again")
  }
}
