import Ledger
import Money
import Plays
import Store

/// Money that waits for an exchange rate or an owner.
package struct Suspense: Question {
  package struct Answer: Codable, Sendable {
    package struct Waiting: Codable, Sendable {
      package let period: Period
      package let account: String
      package let currency: Currency
      package let amount: Amount
      package let waits_for: String
    }

    package let waiting: [Waiting]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in
      let coverage = CoverageStore(db)
      let unconverted = try coverage.waiting().map {
        Answer.Waiting(
          period: $0.period, account: Account.suspenseFX.code, currency: $0.from, amount: $0.amount,
          waits_for: "an exchange rate \($0.from) to \($0.to)")
      }
      let ownerless = try coverage.notOurs().map {
        Answer.Waiting(
          period: $0.period, account: Account.suspenseNotOurs.code, currency: $0.currency, amount: $0.amount,
          waits_for: "the owner of what \($0.platform) reported")
      }
      return Answer(waiting: unconverted + ownerless)
    }
  }
}
