import Plays
import Postgres

/// The transactions of an accounting period: between which numbers they are, and those that have lines.
///
/// Read once for all statements of the period: each looking for its own by date would read those of everybody.
package struct PeriodTransactions: Sendable {
  package let period: Period
  /// The first and the last number. Some between them may be of other periods.
  let numbers: ClosedRange<Int64>
  /// Numbers of those that have lines, in order, each with its cause.
  let posted: [(number: Int64, cause: String)]
  /// The months that their lines are about, in order.
  let earned: [Period]

  package init(_ db: Connection, _ period: Period) throws {
    self.period = period
    // The sum keeps the planner from looking for the ends along all numbers there are.
    let ends = try db.query(
      """
      SELECT coalesce(min(id + 0), 0), coalesce(max(id + 0), 0) FROM ledger_transactions
      WHERE accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      """)[0]
    numbers = ends.int(0)...ends.int(1)
    let rows = Array(
      try db.query(
        """
        SELECT id, coalesce(cause, ''), earning_period FROM ledger_transactions
        WHERE line_count <> 0
          AND accounting_date BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number)) ORDER BY id
        """))
    posted = rows.map { ($0.int(0), $0.text(1)) }
    earned = Set(rows.compactMap { $0.optionalPeriod(2) }).sorted()
  }

  /// A table `x` of the numbers and causes of those that have lines.
  var table: SQL { "unnest(\(.int64s(posted.map(\.number))), \(.texts(posted.map(\.cause)))) AS x (id, cause)" }

  /// True of the entries `e` of the transactions, and of few others; of all where they are not known.
  static func condition(_ transactions: Self?) -> SQL {
    guard let numbers = transactions?.numbers else { return "true" }
    // The sum keeps the planner from reading everybody's between these numbers: an account's are few.
    return "e.transaction_id + 0 BETWEEN \(numbers.lowerBound) AND \(numbers.upperBound)"
  }
}
