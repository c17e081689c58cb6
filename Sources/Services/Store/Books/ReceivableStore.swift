import Ledger
import Money
import Plays
import Postgres
import Reconciliation

/// Debts of platforms by the reports that were accepted, and their payments.
package struct ReceivableStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Purpose of a receipt, where the platform says so.
  package enum Purpose: Sendable, Hashable {
    /// The number of a report.
    case report(Int32)
    case period(Period)
  }

  /// Notes a receipt's purpose, inside the transaction that appends it to the books.
  package func note(_ purpose: Purpose, of transaction: Int64) throws {
    var (report, period): (Int32?, Period?) = (nil, nil)
    switch purpose {
    case .report(let number): report = number
    case .period(let month): period = month
    }
    try db.query(
      """
      INSERT INTO receipt_purposes (transaction_id, report_id, period)
      VALUES (\(transaction), \(report), \(.period(period)))
      """)
  }

  /// Every platform that a report was accepted of, or that paid, by code.
  ///
  /// - Parameters:
  ///   - platform: `nil` for all.
  ///   - day: reports accepted and receipts dated up to it count. A reversal counts from its own date on.
  package func standings(_ platform: String? = nil, on day: Day) throws -> [PlatformStanding] {
    try PlatformStanding.all(
      debts(platform, counting: "(accepted_at AT TIME ZONE 'UTC')::date <= \(.date(day.number))"),
      less: payments(platform, on: day), accounts: accounts(on: day), on: day)
  }

  /// The same by the acceptances up to a number, without the accounts of the books.
  func standings(acceptedTo number: Int32, on day: Day) throws -> [PlatformStanding] {
    try PlatformStanding.all(
      debts(nil, counting: "acceptance_id <= \(number)"), less: payments(nil, on: day), accounts: [:], on: day)
  }

  private func accounts(on day: Day) throws -> [String: PlatformStanding.Accounts] {
    var accounts: [String: PlatformStanding.Accounts] = [:]
    for balance in try AccountStore(db).balances(.init(accountingDate: day), prefix: "platform:") {
      let currency = Currency(balance.currency)!
      switch Account(code: balance.account) {
      case .platformAccrued(let platform): accounts[platform, default: .init()].accrued[currency] = balance.balance
      case .platformReported(let platform): accounts[platform, default: .init()].reported[currency] = balance.balance
      default: break
      }
    }
    return accounts
  }

  /// Debt by each accepted report that no other has taken the place of, and nobody has withdrawn. A correction does not make a debt younger: it
  /// is due since the first of its reports was accepted.
  private func debts(_ platform: String?, counting counts: SQL) throws -> [PlatformStanding.Debt] {
    let known: SQL = """
      SELECT acceptance_id, report_id, period, platform, supersedes, withdrawn, renames, (accepted_at AT TIME ZONE 'UTC')::date AS accepted
      FROM acceptances
      WHERE platform = coalesce(\(platform), platform)
        AND \(counts)
      """
    return try db.query(
      """
      WITH known AS (
        \(known)
      ), counting AS MATERIALIZED (
        WITH RECURSIVE every AS (
          \(known)
        ), chain AS (
          SELECT acceptance_id AS current, report_id, supersedes, accepted FROM every k
          WHERE NOT k.withdrawn AND NOT k.renames AND NOT EXISTS (SELECT FROM every n WHERE n.supersedes = k.acceptance_id)
          UNION ALL
          SELECT c.current, k.report_id, k.supersedes, k.accepted
          FROM chain c JOIN every k ON k.acceptance_id = c.supersedes
        )
        SELECT current AS acceptance_id, min(accepted) AS due, array_agg(report_id::text) AS corrected
        FROM chain GROUP BY 1
      ), reported AS (
        SELECT acceptance_id, currency, sum(amount) AS amount
        FROM counting JOIN acceptance_lines USING (acceptance_id) GROUP BY 1, 2
      ), stated AS (
        SELECT acceptance_id, currency, statement, amount,
          row_number() OVER (PARTITION BY acceptance_id, currency ORDER BY statement DESC) = 1 AS is_last,
          sum(amount) OVER (PARTITION BY acceptance_id, currency) AS all_amount
        FROM counting JOIN acceptance_statements USING (acceptance_id)
      ), estimated AS (
        SELECT k.acceptance_id, e.currency, e.estimated
        FROM counting JOIN known k USING (acceptance_id)
        JOIN reconciliation_estimates e USING (report_id, period, platform)
      ), beside AS (
        SELECT k.acceptance_id, t.currency, sum(t.final_total - t.rows_amount) AS beside
        FROM counting JOIN known k USING (acceptance_id)
        JOIN platform_report_totals t USING (report_id, period, platform)
        WHERE t.final_total IS NOT NULL GROUP BY 1, 2
      )
      SELECT k.platform, k.report_id::text, k.period, c.due, c.corrected, x.currency,
        CASE WHEN s.is_last IS NULL THEN coalesce(x.amount, 0) + coalesce(x.beside, 0)
          WHEN s.is_last THEN s.amount + coalesce(x.amount, 0) - s.all_amount + coalesce(x.beside, 0)
          ELSE s.amount END,
        CASE WHEN coalesce(s.is_last, true) THEN x.estimated END,
        CASE WHEN coalesce(s.is_last, true) THEN coalesce(x.beside, 0) ELSE 0 END, s.statement
      FROM (
        SELECT * FROM reported FULL JOIN estimated USING (acceptance_id, currency)
          FULL JOIN beside USING (acceptance_id, currency)) x
      JOIN counting c USING (acceptance_id) JOIN known k USING (acceptance_id)
      LEFT JOIN stated s USING (acceptance_id, currency)
      """
    ).map {
      PlatformStanding.Debt(
        platform: $0.text(0),
        Receivable(
          reference: $0.text(1), period: $0.period(2), statement: $0.optionalPeriod(9), currency: Currency($0.text(5))!,
          amount: Amount(pico: $0.numeric(6)), due: Day(number: $0.date(3))),
        estimated: $0.isNull(7) ? nil : Amount(pico: $0.numeric(7)), besideRows: Amount(pico: $0.numeric(8)),
        corrected: $0.texts(4))
    }
  }

  /// Money that came in. A reversal is money taken back for the same purpose, so that both together are nothing.
  private func payments(_ platform: String?, on day: Day) throws -> [PlatformStanding.Payment] {
    try db.query(
      """
      SELECT e.account, t.accounting_date, e.currency, -e.amount, p.report_id, p.period
      FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
      LEFT JOIN receipt_purposes p ON p.transaction_id = coalesce(t.reverses, t.id)
      WHERE t.kind = 'receipt' AND t.accounting_date <= \(.date(day.number)) AND starts_with(e.account, 'platform:')
      """
    ).compactMap { row in
      guard let payer = Account(code: row.text(0))?.platform, platform == nil || payer == platform else { return nil }
      return PlatformStanding.Payment(
        platform: payer,
        Receipt(
          day: Day(number: row.date(1)), currency: Currency(row.text(2))!, amount: Amount(pico: row.numeric(3)),
          purpose: row.optionalInt(4).map { .report("\($0)") } ?? row.optionalPeriod(5).map { .period($0) }))
    }
  }
}
