import Ledger
import Plays
import Posting
import Store

/// Records a transaction by hand, with a reason.
package struct RecordTransaction: UseCase {
  package static let act = Act.record
  package var subject: String { reference ?? "" }

  let date: Day?
  let reason: String
  let reference: String?
  let entries: [Entry]

  /// - Parameters:
  ///   - date: today where it is `nil`.
  ///   - reference: stands for this transaction and no other; made up where it is `nil`.
  package init(date: Day?, reason: String, reference: String?, entries: [Entry]) {
    self.date = date
    self.reason = reason
    self.reference = reference
    self.entries = entries
  }

  package func answer(_ asking: some Asking) async throws -> PostedAnswer {
    try await asking.book { try $0.record(date: date ?? $1, reason: reason, reference: reference, entries: entries) }
  }
}

/// Takes a transaction back, once, by one with the opposite entries.
package struct ReverseTransaction: UseCase {
  package static let act = Act.reverse
  package var subject: String { "\(number)" }

  let number: Int64
  let reason: String
  let date: Day?

  /// - Parameter date: the transaction's own where it is `nil`, or the first of the first open period.
  package init(number: Int64, reason: String, date: Day?) {
    self.number = number
    self.reason = reason
    self.date = date
  }

  package func answer(_ asking: some Asking) async throws -> PostedAnswer {
    try await asking.book { books, _ in try books.reverse(number, reason: reason, date: date) }
  }
}

extension Asking {
  /// Records one thing in the books.
  ///
  /// - Parameter body: is given the books and this day.
  func book(_ body: @escaping @Sendable (Bookkeeping, Day) throws -> LedgerStore.Posted) async throws -> PostedAnswer {
    let today = today
    return PostedAnswer(try await database { try body(Bookkeeping($0, today: today), today) })
  }
}
