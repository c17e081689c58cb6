import Ledger
import Money
import Plays
import Statements
import Testing

@Suite("A payee's entries in a settlement")
struct PayeeMovementTests {
  private static let october = Period("2026-10")!
  private static let september = Period("2026-09")!

  private func activity(_ account: Account, _ kind: Transaction.Kind, earned: Period?) -> [String] {
    var activity = Settlement.Activity()
    activity.add(PayeeMovement(account, kind, earned: earned, in: Self.october, amount: try! Amount("-7")))
    return [activity.royalties, activity.adjustments, activity.payments, activity.advances].map {
      String($0.description.dropLast(13))
    }
  }

  @Test(
    "count as royalties, adjustments, payments, advances, or not at all",
    arguments: [
      (Account.payeeEstimated("a"), Transaction.Kind.royalties, Self.october, ["7", "0", "0", "0"]),
      (.payeePayable("a"), .royalties, Self.october, ["7", "0", "0", "0"]),
      // Earned in a month and posted in a later one.
      (.payeePayable("a"), .royalties, Self.september, ["0", "7", "0", "0"]),
      (.payeePayable("a"), .manual, nil, ["0", "7", "0", "0"]),
      (.payeeEstimated("a"), .receipt, nil, ["0", "7", "0", "0"]),
      (.payeePayable("a"), .payment, nil, ["0", "0", "-7", "0"]),
      (.payeeRecoupable("a"), .advance, nil, ["0", "0", "0", "-7"]),
      (.payeeRecoupable("a"), .manual, nil, ["0", "0", "0", "-7"]),
      (.payeePayable("a"), .settlement, nil, ["0", "0", "0", "0"]),
      (.payeeRecoupable("a"), .settlement, nil, ["0", "0", "0", "0"]),
      (.payeeReserve("a"), .settlement, nil, ["0", "0", "0", "0"]),
      (.cash, .payment, nil, ["0", "0", "0", "0"]),
    ] as [(Account, Transaction.Kind, Period?, [String])])
  func kinds(account: Account, kind: Transaction.Kind, earned: Period?, figures: [String]) {
    #expect(activity(account, kind, earned: earned) == figures)
  }

  @Test("open with what is owed, above zero, and what is recoupable")
  func opening() throws {
    var opening = Settlement.Opening()
    for account in [Account.payeeEstimated("a"), .payeePayable("a"), .payeeRecoupable("a"), .payeeReserve("a")] {
      opening.add(try Amount("-2"), on: account)
    }
    #expect(try opening.balance == Amount("4"))
    #expect(try opening.recoupable == Amount("-2"))
    #expect(opening.reserves.isEmpty)
  }
}
