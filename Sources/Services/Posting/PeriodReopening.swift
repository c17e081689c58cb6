import Ledger
import Money
import Plays
import Postgres
import Store

/// Opens the latest closed period again: for a close that was an accident.
///
/// It takes another person than who closed it, and nothing outside the books may have gone by the close yet. Its
/// settlements are reversed by transactions of their own, so that the period's end is where it was before; closing
/// settles anew. What was posted in the month after it meanwhile stays there.
package struct PeriodReopening {
  private let db: Connection

  /// - Parameter db: acts for the second person.
  package init(_ db: Connection) {
    self.db = db
  }

  /// - Parameter reason: why; it is recorded.
  /// - Returns: how many settlements were reversed.
  /// - Throws: `Transaction.Refusal` that says what stands against it.
  package func reopen(_ period: Period, reason: String) throws -> Int {
    guard !reason.isEmpty else { throw Transaction.Refusal("opening a period again needs a reason") }
    try Reason.check(reason)
    return try BookRetry.run(db) {
      try LedgerStore(db).exclusively {
        try check(period)
        let (books, settled) = (LedgerStore(db), try SettlementStore(db).transactions(period))
        let settlements = try books.transactions(settled)
        if let missing = Set(settled).subtracting(settlements.map(\.link.number)).min() {
          throw Transaction.Refusal("transaction \(missing) is missing: run `ledgerline ledger verify`")
        }
        let reversals = try settlements.map { settlement in
          try Transaction(
            kind: .settlement, accountingDate: settlement.transaction.accountingDate,
            reference: "reversal:\(settlement.link.number)", reason: reason, reverses: settlement.link.number,
            entries: settlement.transaction.entries.map { Entry($0.account, $0.currency, -$0.amount) })
        }
        try PeriodStore(db).reopen(period, reason: reason)
        try books.append(reversals)
        try BooksStatistics(db).refresh(lines: 0, transactions: reversals.count)
        return reversals.count
      }
    }
  }

  /// In the words that the database has no room for; it checks the same.
  private func check(_ period: Period) throws {
    let periods = PeriodStore(db)
    switch try periods.status(of: period) {
    case .open:
      guard let last = try periods.lastSettled(), period < last else {
        throw Transaction.Refusal("\(period) is open")
      }
      throw Transaction.Refusal(Self.notTheLatest(period, last))
    case .closing:
      throw Transaction.Refusal("\(period) is being closed: close it to the end first")
    case .closed: break
    }
    if let last = try periods.lastSettled(), last != period {
      throw Transaction.Refusal(Self.notTheLatest(period, last))
    }
    if let closing = try periods.lastClosed(), closing != period {
      throw Transaction.Refusal("\(closing) is being closed, and \(period) with it is not the latest any more")
    }
    if let closer = try periods.closers(of: period).first(where: { $0.id == db.actor.id }) {
      throw Transaction.Refusal(
        "\(closer) closed \(period), and it takes somebody else to open it again: a second person, with a token of their own"
      )
    }
    if let statement = try StatementStore(db).list(period: period, limit: 1).first {
      throw Transaction.Refusal(
        "statement \(statement.number) was issued: what \(period) says is known outside. Record what is right in "
          + "\(period.next) or later, and the next statement shows it as an adjustment")
    }
    if let payment = try SettlementStore(db).payment(after: period) {
      throw Transaction.Refusal(
        "transaction \(payment) is a payment dated after \(period), which went by what was payable then. Record what is "
          + "right in \(period.next) or later; a payment that was never made is reversed first")
    }
  }

  private static func notTheLatest(_ period: Period, _ last: Period) -> String {
    "only the latest closed period is opened again, which is \(last): record what is right about \(period) in "
      + "\(last.next) or later"
  }
}
