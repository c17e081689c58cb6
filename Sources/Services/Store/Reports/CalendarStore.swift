import Plays
import Postgres
import Reconciliation

/// Accounts of senders, the statements that came of each, and when others are expected.
package struct CalendarStore {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Statements that came, by account. A report that tells no statement is of the months that it speaks of. Reports without an
  /// account, and those that were rejected or withdrawn, are in none.
  ///
  /// - Parameter account: `nil` for all.
  package func arrivals(_ account: String? = nil) throws -> [String: [StatementCalendar.Arrival]] {
    let rows = try db.query(
      """
      SELECT s.account, m.month, r.report_id, (r.received_at AT TIME ZONE 'UTC')::date, r.rows
      FROM platform_reports r JOIN platform_report_states s USING (report_id)
      CROSS JOIN LATERAL (
        SELECT unnest(r.statements) AS month
        UNION SELECT period FROM platform_report_scopes p WHERE p.report_id = r.report_id AND r.statements = '{}') m
      WHERE s.account = coalesce(\(account), s.account) AND s.status NOT IN ('rejected', 'withdrawn')
      ORDER BY r.report_id, m.month
      """)
    return Dictionary(grouping: rows) { $0.text(0) }.mapValues { rows in
      rows.map {
        StatementCalendar.Arrival(
          statement: $0.period(1), report: $0.int32(2), day: Day(number: $0.date(3)), rows: $0.int(4))
      }
    }
  }

  /// Terms that somebody has said, by account.
  package func terms() throws -> [String: StatementCalendar.Terms] {
    let rows = try db.query(
      """
      SELECT DISTINCT ON (account) account, every::int, due_days::int, first_month, last_month FROM statement_calendars
      ORDER BY account, calendar_id DESC
      """)
    return Dictionary(
      uniqueKeysWithValues: rows.map {
        (
          $0.text(0),
          StatementCalendar.Terms(
            every: Int($0.int32(1)), dueDays: Int($0.int32(2)), first: $0.optionalPeriod(3), last: $0.optionalPeriod(4))
        )
      })
  }

  /// Says when statements of an account are expected; what was said before stays on record.
  package func say(_ terms: StatementCalendar.Terms, of account: String) throws {
    try db.query(
      """
      INSERT INTO statement_calendars (account, every, due_days, first_month, last_month)
      VALUES (\(account), \(Int32(terms.every)), \(Int32(terms.dueDays)), \(.period(terms.first)), \(.period(terms.last)))
      """)
    db.note("account \(account)")
  }
}
