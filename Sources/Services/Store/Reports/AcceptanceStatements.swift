import Postgres

/// Money of accepted reports by the statement that it is of.
extension AcceptanceStore {
  /// Keeps what acceptances come to by statement, as far as the rows of their report tell, inside the transaction that makes them.
  ///
  /// - Parameter made: the table `a` of the acceptances, by month and platform.
  func keepStatements(of report: Int32, as made: SQL) throws {
    try db.query(
      """
      INSERT INTO acceptance_statements (acceptance_id, statement, currency, amount)
      SELECT a.acceptance_id, l.statement, l.currency, sum(l.amount)
      FROM platform_report_lines l JOIN markets m USING (market_id)
      JOIN \(made) ON a.period = l.period AND a.platform = m.platform
      WHERE l.report_id = \(report) AND l.statement IS NOT NULL GROUP BY 1, 2, 3
      """)
  }
}
