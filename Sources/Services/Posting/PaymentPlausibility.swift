import Ledger
import Money
import Plays
import Postgres
import Store

/// Payments that are seldom meant: of more than is payable, in a currency that was never earned.
struct PaymentPlausibility {
  private let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// - Throws: `Transaction.Refusal` that says why a payment is not believed without a reason.
  func check(_ amount: Amount, to place: PayeeCurrency) throws {
    let store = SettlementStore(db)
    guard try store.everEarned(place) else {
      throw Self.refusal("\(place.payee) never earned any \(place.currency)")
    }
    let payable = try store.stillPayable(place)
    guard amount <= payable else {
      let rest =
        payable > .zero ? "\(payable) \(place.currency) are payable" : "nothing in \(place.currency) is payable"
      throw Self.refusal(
        "\(rest) to \(place.payee) by the last close, less what was paid since, and this is \(amount) \(place.currency)"
      )
    }
  }

  /// Refusal of what can be right, and mostly is not.
  static func refusal(_ fault: String) -> Transaction.Refusal {
    Transaction.Refusal("\(fault): check it, and give a reason where it is right, which is kept")
  }
}
