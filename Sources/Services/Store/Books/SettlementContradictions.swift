import Ledger
import Money
import Plays
import Postgres

/// Settlements that contradict the books, or each other.
extension SettlementStore {
  /// Settlements whose closing balance is not what the books come to at the end of their period, with both.
  ///
  /// One pass over the entries, whose sums run on from period to period.
  package func contradictions() throws -> [String] {
    try db.query(
      """
      SELECT period, payee, currency, closing, balance FROM (
        SELECT period, payee, currency, closing,
          -sum(amount) OVER (PARTITION BY payee, currency ORDER BY period) AS balance
        FROM (
          SELECT date_trunc('month', t.accounting_date)::date AS period,
            regexp_replace(e.account, '^payee:(.*):(estimated|payable)$', '\\1') AS payee, e.currency,
            sum(e.amount) AS amount, NULL AS closing
          FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
          WHERE e.account ~ '^payee:.*:(estimated|payable)$' GROUP BY 1, 2, 3
          UNION ALL SELECT period, payee, currency, 0, closing FROM settlements_in_force) moved) running
      WHERE closing <> balance ORDER BY 1, 2, 3 LIMIT 10
      """
    ).map {
      "settlement \($0.period(0)) of \($0.text(1)) closes with \(Amount(pico: $0.numeric(3))) \($0.text(2)), "
        + "and the books with \(Amount(pico: $0.numeric(4)))"
    }
  }

  /// Settlements whose transactions contradict what periods were opened again, and by whom.
  ///
  /// Those of a close that was undone are reversed, by another than who posted them; all others are not; and none was
  /// posted without being on record.
  package func reopeningContradictions() throws -> [String] {
    try db.query(
      """
      SELECT t.id, s.period, CASE
          WHEN s.period IS NULL THEN 'it settles a payee, and no settlement on record is of it'
          WHEN s.round < p.round AND r.id IS NULL THEN 'the period was opened again, and it was not reversed'
          WHEN s.round = p.round AND r.id IS NOT NULL THEN 'it was reversed, and the period was not opened again'
          WHEN s.round < p.round AND o.period IS NULL THEN 'no reopening of the period is on record'
          WHEN r.actor <> o.reopened_by THEN 'another than who opened the period again reversed it'
          WHEN r.actor = t.actor THEN 'who closed the period opened it again' END
      FROM ledger_transactions t
      LEFT JOIN settlements s ON s.transaction_id = t.id
      LEFT JOIN periods p ON p.period = s.period
      LEFT JOIN ledger_transactions r ON r.reverses = t.id
      LEFT JOIN period_reopenings o ON (o.period, o.round) = (s.period, s.round)
      WHERE t.kind = 'settlement' AND t.reverses IS NULL AND (
        s.period IS NULL OR (s.round < p.round) <> (r.id IS NOT NULL) OR s.round < p.round AND o.period IS NULL
          OR r.actor <> o.reopened_by OR r.actor = t.actor)
      ORDER BY t.id LIMIT 10
      """
    ).map { "transaction \($0.int(0))\($0.optionalPeriod(1).map { " of \($0)" } ?? ""): \($0.text(2))" }
  }
}
