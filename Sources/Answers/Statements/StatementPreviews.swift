import Ledger
import Money
import Plays
import Postgres
import Posting
import Statements
import Store

/// Figures that the statements of an open period would have by the books as they are.
package struct StatementPreviews: Question {
  package struct Answer: Codable, Sendable {
    package struct Preview: Codable, Sendable {
      package let payee: String
      package let currency: Currency
      package let opening, royalties, reserve_held, reserve_released, recouped, unrecouped, withholding: Amount
      package let payments, closing, expected, payable, carried_forward: Amount

      init(_ place: PayeeCurrency, _ settlement: Settlement) {
        payee = place.payee
        currency = place.currency
        opening = settlement.opening
        royalties = settlement.royalties
        reserve_held = settlement.reserveHeld
        reserve_released = settlement.reserveReleased
        recouped = settlement.recouped
        unrecouped = settlement.unrecouped
        withholding = settlement.withholding
        payments = settlement.activity.payments
        closing = settlement.closing
        expected = settlement.expected
        payable = settlement.payable
        carried_forward = settlement.carriedForward
      }
    }

    package let period: Period
    package let statements: [Preview]
  }

  let period: Period
  let payee: String?

  /// - Parameter payee: only this one.
  package init(_ period: Period, payee: String?) {
    self.period = period
    self.payee = payee
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let settlements = try await asking.database { db in
      try db.snapshot {
        try PayeeBalances(db).settlements(period, payee: payee.map { try PartyStore(db).party($0) })
      }
    }
    return Answer(
      period: period, statements: settlements.sorted { $0.key < $1.key }.map { Answer.Preview($0.key, $0.value) })
  }
}
