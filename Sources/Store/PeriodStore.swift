import Plays
import Postgres

/// Accounting periods, and how far each is on its way from open to closed.
public struct PeriodStore {
  let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  public enum Status: String, Sendable {
    case open, closing, closed
  }

  public struct Record: Sendable {
    public let period: Period
    public let status: Status
    /// Microseconds since 1970.
    public let closedAt: Int64?
    /// Why it was closed although something stood against it, and what that was.
    public let reason: String?
    public let blockers: [String]
    public let transactions: Int64
  }

  /// Every period that was ever posted in or closed, in order.
  public func all() throws -> [Record] {
    try db.query(
      """
      SELECT p.period, p.status, p.closed_at, p.reason, p.blockers,
        (SELECT count(*) FROM ledger_transactions t
         WHERE t.accounting_date >= p.period AND t.accounting_date < p.period + interval '1 month')
      FROM periods p ORDER BY p.period
      """
    ).map(record)
  }

  /// This day by the database's clock, in UTC.
  public func today() throws -> Day { Day(number: try db.query("SELECT ledger_today()")[0].date(0)) }

  public func status(of period: Period) throws -> Status {
    try db.query("SELECT status FROM periods WHERE period = \(.period(period))").first
      .map { Status(rawValue: $0.text(0))! } ?? .open
  }

  /// The last period that takes postings of the engine no more: closed, or being closed.
  public func lastClosed() throws -> Period? {
    try db.query("SELECT max(period) FROM periods WHERE status <> 'open'")[0].optionalPeriod(0)
  }

  /// The last period that is closed, with its settlements on record.
  public func lastSettled() throws -> Period? {
    try db.query("SELECT max(period) FROM periods WHERE status = 'closed'")[0].optionalPeriod(0)
  }

  /// The first period that is open: the one after the last closed, or the first that anything was posted in; `nil` in
  /// empty books.
  public func firstOpen() throws -> Period? {
    if let settled = try lastSettled() { return settled.next }
    return try db.query("SELECT min(period) FROM periods")[0].optionalPeriod(0)
  }

  /// Begins to close a period: it takes no more postings but its settlements.
  public func beginClosing(_ period: Period, reason: String?, blockers: [String]) throws {
    try db.query("INSERT INTO periods (period) VALUES (\(.period(period))) ON CONFLICT DO NOTHING")
    try db.query(
      """
      UPDATE periods SET status = 'closing', closing_at = clock_timestamp(), reason = \(reason),
        blockers = \(.texts(blockers))
      WHERE period = \(.period(period))
      """)
  }

  public func close(_ period: Period) throws {
    try db.query(
      "UPDATE periods SET status = 'closed', closed_at = clock_timestamp() WHERE period = \(.period(period))")
  }

  private func record(_ row: Row) -> Record {
    Record(
      period: row.period(0), status: Status(rawValue: row.text(1))!, closedAt: row.optionalTimestamp(2),
      reason: row.optionalText(3), blockers: row.texts(4), transactions: row.int(5))
  }
}
