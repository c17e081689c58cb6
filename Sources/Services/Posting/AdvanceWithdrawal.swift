import Contracts
import Ledger
import Postgres
import Refusals
import Store

/// Takes back an advance or a cost that was recorded by mistake and is not posted yet.
///
/// One that is posted is reversed instead. The reference stays taken: the right one is recorded under another.
package struct AdvanceWithdrawal {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// - Returns: what is withdrawn, and the reason on record: the first, where it was withdrawn before.
  /// - Throws: `Transaction.Refusal` where there is none of the reference, or it is posted.
  package func run(_ reference: String, reason: String) throws -> (advance: Advance, reason: String) {
    try Reason.check(required: reason)
    return try BookRetry.run(db) {
      // Under the lock of the books, so that nobody posts it meanwhile.
      try LedgerStore(db).exclusively {
        let store = AdvanceStore(db)
        guard let recorded = try store.recorded(reference) else {
          throw Transaction.Refusal(
            "no advance or cost has the reference \"\(reference.clipped)\": it is the one of its row in advances.csv")
        }
        if let transaction = recorded.transaction {
          throw Transaction.Refusal(
            "\(recorded.advance.reference) is posted as transaction \(transaction): take that back by "
              + "`ledgerline ledger reverse \(transaction) --reason ...`")
        }
        if let before = recorded.withdrawnBecause { return (recorded.advance, before) }
        try store.withdraw(recorded.advance, because: reason)
        return (recorded.advance, reason)
      }
    }
  }
}
