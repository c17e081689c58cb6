import Contracts
import Ledger
import Money
import Plays
import Postgres
import Store

/// Advances and costs that are on record and not in the books yet.
struct AdvancePosting {
  private let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// - Parameter through: those dated later wait.
  func transactions(through day: Day, _ calendar: AccountingCalendar) throws -> [Transaction] {
    try AdvanceStore(db).unposted(through: day).map { advance in
      try Transaction(
        kind: .advance, accountingDate: calendar.date(of: advance.date), reference: "advance:\(advance.reference)",
        entries: [
          Entry(.payeeRecoupable(advance.payee), advance.currency, advance.amount),
          Entry(.cash, advance.currency, -advance.amount),
        ])
    }
  }
}
