import Ledger
import Plays
import Postgres
import Store

/// Names the month in which the books begin: what is earlier is known and shown, and never posted.
package struct BooksBeginning {
  /// Months ago that it may be: every month since has to be closed in its turn.
  private static let farthest = 120
  private let db: Connection
  private let today: Day

  package init(_ db: Connection, today: Day) {
    self.db = db
    self.today = today
  }

  /// - Throws: `Transaction.Refusal` for a month to come, one too long ago, and where the books have begun otherwise.
  package func name(_ period: Period) throws {
    guard period <= today.period else {
      throw Transaction.Refusal("\(period) has not begun: name the month of the first plays that you owe for")
    }
    guard period >= today.period.advanced(by: -Self.farthest) else {
      throw Transaction.Refusal(
        "\(period) is more than ten years ago, and every month since would have to be closed: name a later one")
    }
    try BookRetry.run(db) {
      try LedgerStore(db).exclusively {
        let store = BeginningStore(db)
        let named = try store.beginning()?.period
        guard named != period else { return }
        if let first = try store.firstPosted() {
          if let named {
            throw Transaction.Refusal("the books began in \(named), and hold transactions since: that stays")
          }
          guard period <= first else {
            throw Transaction.Refusal("the books hold transactions of \(first) already: they cannot begin after it")
          }
        }
        try store.name(period)
      }
    }
  }
}
