import Ledger
import Money
import Plays
import Refusals
import Schemas
import Store

/// Entries of an account, with the balance after each.
package struct AccountEntries: Question {
  package struct Answer: Codable, Sendable {
    package struct Entry: Codable, Sendable {
      package let transaction: Int64
      package let date: Day
      package let recorded_at: Time
      package let kind, reference, currency: String
      package let amount, balance: Amount
      package let earning_period: Period?
      package let cause: String?
    }

    package let account: String
    package let entries: [Entry]
    package let next: String?
  }

  let account: String
  let currency: Currency?
  let asOf: AccountStore.AsOf
  let cursor: String?
  let limit: Int

  /// - Parameter cursor: the `next` of the answer before.
  package init(account: String, currency: Currency?, asOf: AccountStore.AsOf, cursor: String? = nil, limit: Int) {
    self.account = account
    self.currency = currency
    self.asOf = asOf
    self.cursor = cursor
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    guard Account(code: account) != nil else {
      throw Refused(.missing, "There is no account \"\(account)\": the accounts are \(Account.chart).")
    }
    let start = try after()
    let page = try await asking.database {
      try AccountStore($0).entries(account, currency: currency?.code, asOf, after: start, limit: limit + 1)
    }
    let last = page.count > limit ? page[limit - 1] : nil
    return Answer(
      account: account,
      entries: page.prefix(limit).map {
        Answer.Entry(
          transaction: $0.transaction, date: $0.accountingDate, recorded_at: Time(exact: $0.recordedAt), kind: $0.kind,
          reference: $0.reference, currency: $0.currency, amount: $0.amount, balance: $0.runningBalance,
          earning_period: $0.earningPeriod, cause: $0.cause)
      }, next: last.map { "\($0.transaction):\($0.currency)" })
  }

  private func after() throws -> (transaction: Int64, currency: String)? {
    guard let cursor else { return nil }
    let parts = cursor.split(separator: ":")
    guard parts.count == 2, let number = Int64(parts[0]), Currency(parts[1]) != nil else {
      throw Refused.unusable("cursor", "cursor is what an earlier answer gave as next, unchanged.")
    }
    return (number, String(parts[1]))
  }
}
