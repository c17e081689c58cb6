import Ledger
import Money
import Plays
import Postgres

/// Accounts with their balances: what was recorded by a time, or what is dated up to a day.
package struct AccountStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Postings that count. The two are different questions: what the books said on a day, and what they now say of one.
  package struct AsOf: Sendable, Hashable {
    /// Recorded up to this time, in microseconds since 1970.
    package var recordedAt: Int64?
    /// Dated up to this day.
    package var accountingDate: Day?

    package init(recordedAt: Int64? = nil, accountingDate: Day? = nil) {
      self.recordedAt = recordedAt
      self.accountingDate = accountingDate
    }

    var condition: SQL {
      var sql: SQL = "true"
      if let recordedAt { sql.append(" AND t.recorded_at <= \(.timestamp(recordedAt))") }
      if let accountingDate { sql.append(" AND t.accounting_date <= \(.date(accountingDate.number))") }
      return sql
    }
  }

  /// Balance of an account in one currency.
  package struct Balance: Sendable, Hashable {
    package let account: String
    package let currency: String
    package let debits: Amount
    package let credits: Amount
    package let entryCount: Int64
    /// Debits less credits.
    package var balance: Amount { debits - credits }
  }

  /// Every account that was ever posted to, by code and currency.
  ///
  /// - Parameter prefix: of the code; empty is all.
  package func balances(_ asOf: AsOf = AsOf(), prefix: String = "") throws -> [Balance] {
    try db.query(
      """
      SELECT e.account, e.currency, coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0),
        coalesce(-sum(e.amount) FILTER (WHERE e.amount < 0), 0), count(*)
      FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE \(asOf.condition) AND starts_with(e.account, \(prefix))
      GROUP BY 1, 2 ORDER BY e.account COLLATE "C", e.currency COLLATE "C"
      """
    ).map {
      Balance(
        account: $0.text(0), currency: $0.text(1), debits: Amount(pico: $0.numeric(2)),
        credits: Amount(pico: $0.numeric(3)), entryCount: $0.int(4))
    }
  }

  /// An entry of an account, and what the account came to with it.
  package struct AccountEntry: Sendable {
    package let transaction: Int64
    package let accountingDate: Day
    package let recordedAt: Int64
    package let kind: String
    package let earningPeriod: Period?
    package let cause: String?
    package let reference: String
    package let currency: String
    package let amount: Amount
    /// In the order of recording, in the entry's currency.
    package let runningBalance: Amount
  }

  /// An account's entries in the order of recording, after a transaction.
  package func entries(
    _ account: String, currency: String?, _ asOf: AsOf = AsOf(), after: (transaction: Int64, currency: String)?,
    limit: Int
  ) throws -> [AccountEntry] {
    var filter: SQL = "true"
    if let currency { filter.append(" AND currency = \(currency)") }
    if let after { filter.append(" AND (id, currency) > (\(after.transaction), \(after.currency))") }
    let statement: SQL = """
      SELECT * FROM (
        SELECT t.id, t.accounting_date, t.recorded_at, t.kind, t.earning_period, t.cause, t.reference, e.currency,
          e.amount, sum(e.amount) OVER (PARTITION BY e.currency ORDER BY t.id) AS balance
        FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
        WHERE e.account = \(account) AND \(asOf.condition)) s
      WHERE \(filter) ORDER BY id, currency LIMIT \(limit)
      """
    return try db.query(statement).map {
      AccountEntry(
        transaction: $0.int(0), accountingDate: Day(number: $0.date(1)), recordedAt: $0.timestamp(2),
        kind: $0.text(3), earningPeriod: $0.optionalPeriod(4), cause: $0.optionalText(5), reference: $0.text(6),
        currency: $0.text(7), amount: Amount(pico: $0.numeric(8)), runningBalance: Amount(pico: $0.numeric(9)))
    }
  }

  /// An entry of one of some accounts in a period.
  package struct PeriodEntry: Sendable {
    package let transaction: Int64
    package let date: Day
    package let kind: String
    package let cause: String?
    package let earned: Period?
    package let reference: String
    package let reason: String?
    package let amount: Amount
  }

  /// Movements of a period on some accounts in a currency: a transaction's entries on them as one, by day and number.
  /// Settlements that were taken back, because the period was opened again, are left out with their reversals.
  package func entries(
    _ accounts: [String], currency: String, _ transactions: PeriodTransactions
  ) throws -> [PeriodEntry] {
    let period = transactions.period
    // The sum keeps the planner from looking for everybody's by date.
    return try db.query(
      """
      SELECT t.id, t.accounting_date, t.kind, t.cause, t.earning_period, t.reference, t.reason, sum(e.amount)
      FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      WHERE e.account = ANY(\(.texts(accounts))) AND e.currency = \(currency)
        AND \(PeriodTransactions.condition(transactions))
        AND t.accounting_date + 0 BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
        AND NOT (t.kind = 'settlement' AND (
          t.reverses IS NOT NULL OR EXISTS (SELECT FROM ledger_transactions r WHERE r.reverses = t.id)))
      GROUP BY t.id ORDER BY t.accounting_date, t.id
      """
    ).map {
      PeriodEntry(
        transaction: $0.int(0), date: Day(number: $0.date(1)), kind: $0.text(2), cause: $0.optionalText(3),
        earned: $0.optionalPeriod(4), reference: $0.text(5), reason: $0.optionalText(6),
        amount: Amount(pico: $0.numeric(7)))
    }
  }
}
