import Refusals
import Store

/// Transactions, the newest first.
package struct Transactions: Question {
  package struct Answer: Codable, Sendable {
    package let transactions: [TransactionAnswer]
    package let next: Int64?

    package init(transactions: [TransactionAnswer], next: Int64?) {
      self.transactions = transactions
      self.next = next
    }
  }

  let before: Int64?
  let limit: Int

  package init(before: Int64? = nil, limit: Int) {
    self.before = before
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await asking.database { try LedgerStore($0).latest(before: before, limit: limit + 1) }
    return Answer(
      transactions: page.prefix(limit).map(TransactionAnswer.init),
      next: page.count > limit ? page[limit - 1].number : nil)
  }
}

/// One transaction with its entries.
package struct OneTransaction: Question {
  let id: String

  package init(id: String) {
    self.id = id
  }

  package func answer(_ asking: some Asking) async throws -> PostedAnswer {
    guard let number = Int64(id),
      let posted = try await asking.database({ try LedgerStore($0).transaction(number) })
    else { throw Refused.missing("transaction", id) }
    return PostedAnswer(posted)
  }
}
