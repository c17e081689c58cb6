import Ledger
import Plays
import Posting
import Store

/// Posts what follows from the facts and is not in the books yet.
package struct PostDifferences: UseCase {
  package static let act = Act.post
  package var subject: String { period?.description ?? "" }

  let period: Period?

  /// - Parameter period: only this earning period.
  package init(period: Period?) {
    self.period = period
  }

  package func answer(_ asking: some Asking) async throws -> Transactions.Answer {
    let (period, today, progress) = (period, asking.today, asking.progress)
    let outcome = try await asking.database { db in
      try PostingRun(db, today: today) { progress("\($0)", Int64($1), Int64($2)) }.run(period)
    }
    return Transactions.Answer(
      transactions: outcome.transactions.map { TransactionAnswer($0.heading) }, next: nil)
  }
}
