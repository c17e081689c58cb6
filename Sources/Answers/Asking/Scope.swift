/// A power that a token may have.
package enum Scope: String, CaseIterable, Codable, Sendable {
  /// Catalog, earnings, rankings, evolution.
  case earningsRead = "earnings:read"
  /// Counts of what was taken in, and of what waits in quarantine.
  case statusRead = "status:read"
  /// Metrics of the server itself.
  case metricsRead = "metrics:read"
  /// Make, list and revoke tokens.
  case tokensWrite = "tokens:write"
  /// The books: accounts, transactions, periods, what waits.
  case ledgerRead = "ledger:read"
  /// Post what follows from the facts.
  case ledgerPost = "ledger:post"
  /// Transactions by hand, reversals, money that came in.
  case ledgerRecord = "ledger:record"
  /// Money that was paid to payees.
  case ledgerPay = "ledger:pay"
  /// Close periods, and open the last one again.
  case ledgerClose = "ledger:close"
  /// Take in platforms' reports, and compare them.
  case reportsWrite = "reports:write"
  /// Decide on reports: accept and reject.
  case reportsAccept = "reports:accept"
  /// Issue statements, and have schedules issue them.
  case statementsIssue = "statements:issue"
  /// Audit log.
  case auditRead = "audit:read"
  /// Contracts and rate tables: read, and published.
  case termsRead = "terms:read"
  case termsWrite = "terms:write"
}
