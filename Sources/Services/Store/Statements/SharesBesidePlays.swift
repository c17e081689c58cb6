import Ledger
import Money
import Plays
import Postgres

extension StatementLineStore {
  /// A payee's share of money beside plays, by the sums that were posted in an accounting period.
  package func besidePlays(_ transactions: PeriodTransactions, _ place: PayeeCurrency) throws -> Amount {
    let row = try db.query(
      """
      SELECT coalesce(sum(y.beside_plays), 0) FROM ledger_royalties y JOIN \(transactions.table) ON x.id = y.transaction_id
      WHERE y.payee = \(place.payee) AND y.currency = \(place.currency.code)
      """)[0]
    return Amount(pico: row.numeric(0))
  }
}
