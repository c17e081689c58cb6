import Ledger
import Plays
import Postgres

/// The month in which the books begin, and what is known of the time before.
package struct BeginningStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package struct Beginning: Sendable, Hashable {
    package let period: Period
    /// Microseconds since 1970.
    package let namedAt: Int64
    package let namedBy: Actor
  }

  /// The first day that is posted, for statements: before every day where no month is named.
  static let firstDay: SQL = "coalesce((SELECT period FROM books_beginning), '-infinity'::date)"

  /// - Returns: `nil` where nobody has named a month.
  package func beginning() throws -> Beginning? {
    try db.query("SELECT period, named_at, named_by, named_by_name FROM books_beginning").first.map {
      Beginning(
        period: $0.period(0), namedAt: $0.timestamp(1), namedBy: Actor(id: $0.text(2), name: $0.text(3)))
    }
  }

  /// True if a month is named, or somebody has posted by hand what was there: then postings go on by themselves.
  package func hasBegun() throws -> Bool {
    try db.query(
      """
      SELECT EXISTS (SELECT FROM books_beginning)
        OR EXISTS (SELECT FROM ledger_transactions WHERE kind IN ('royalties', 'advance'))
      """)[0].bool(0)
  }

  /// Names the month, in the name of the connection's actor.
  ///
  /// - Throws: `PostgresError` where something stands in the books before it, or another month is named and anything
  ///   stands in them.
  package func name(_ period: Period) throws {
    try db.query(
      """
      INSERT INTO books_beginning AS b (period, named_by, named_by_name)
      VALUES (\(.period(period)), \(db.actor.id), \(db.actor.name))
      ON CONFLICT (single) DO UPDATE SET period = excluded.period, named_at = clock_timestamp(),
        named_by = excluded.named_by, named_by_name = excluded.named_by_name
      WHERE b.period <> excluded.period
      """)
    db.note("the books begin in \(period)")
  }

  /// The first month that anything in the books is of; `nil` in empty books.
  package func firstPosted() throws -> Period? {
    try db.query(
      """
      SELECT date_trunc('month', min(least(accounting_date, coalesce(earning_period, accounting_date))))::date
      FROM ledger_transactions
      """)[0].optionalPeriod(0)
  }

  /// Plays of the months before one, by month.
  package func plays(before period: Period) throws -> [(period: Period, plays: Int64)] {
    try db.query(
      """
      SELECT date_trunc('month', day)::date, sum(plays)::bigint FROM plays_daily
      WHERE day < \(.period(period)) GROUP BY 1 ORDER BY 1
      """
    ).map { ($0.period(0), $0.int(1)) }
  }
}
