import Money
import Plays
import Schemas
import Store

/// Accounts with their balances: debits are positive, credits negative, and each currency's come to zero.
package struct TrialBalance: Question {
  package struct Answer: Codable, Sendable {
    package struct Account: Codable, Sendable {
      package let account, currency: String
      package let debits, credits, balance: Amount
      package let entries: Int64
    }

    package struct Total: Codable, Sendable {
      package let currency: String
      package let balance: Amount
    }

    package let as_of: Day?
    package let recorded_by: Time?
    package let accounts: [Account]
    package let totals: [Total]
  }

  let asOf: AccountStore.AsOf
  let prefix: String

  /// - Parameter prefix: the beginning of the accounts' codes; all of them without it.
  package init(asOf: AccountStore.AsOf, prefix: String = "") {
    self.asOf = asOf
    self.prefix = prefix
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let balances = try await asking.database { try AccountStore($0).balances(asOf, prefix: prefix) }
    var totals: [String: Amount] = [:]
    for balance in balances { totals[balance.currency, default: .zero] += balance.balance }
    return Answer(
      as_of: asOf.accountingDate, recorded_by: asOf.recordedAt.map { Time(exact: $0) },
      accounts: balances.map {
        Answer.Account(
          account: $0.account, currency: $0.currency, debits: $0.debits, credits: $0.credits, balance: $0.balance,
          entries: $0.entryCount)
      },
      totals: totals.sorted { $0.key < $1.key }.map { Answer.Total(currency: $0.key, balance: $0.value) })
  }
}
