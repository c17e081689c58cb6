import Contracts
import Ledger
import Money
import Plays
import Statements
import Testing

@Suite("Paid on what was reported, or has come in")
struct PaidOnTests {
  private func amount(_ text: String) -> Amount { try! Amount(text) }

  private func settle(
    _ basis: PayoutBasis, _ opening: Settlement.Opening = .init(), royalties: String = "10", estimated: String = "4",
    unreceived: String = "0", minimum: String = "0", tax: String = "0", advances: String = "0"
  ) -> Settlement {
    var activity = Settlement.Activity()
    activity.royalties = amount(royalties)
    activity.estimated = amount(estimated)
    activity.advances = amount(advances)
    return Settlement(
      period: Period("2026-10")!, currency: Currency("USD")!,
      terms: Payee(
        id: "p", name: "P", minimumPayout: amount(minimum), reservePercent: .zero, reserveReleaseAfter: 0,
        withholdingPercent: amount(tax), basis: basis),
      opening: opening, activity: activity, unreceived: amount(unreceived))
  }

  @Test("Of who is paid on what is estimated nothing is expected")
  func estimated() {
    let settlement = settle(.estimated, unreceived: "3")
    #expect(settlement.expected == .zero && settlement.payable == amount("10"))
  }

  @Test("What is estimated still is expected, and carried forward; nothing else is another figure")
  func reported() {
    let (all, part) = (settle(.estimated, tax: "30", advances: "2"), settle(.reported, tax: "30", advances: "2"))
    #expect(part.expected == amount("4") && part.payable == amount("1.60"))
    #expect(part.carriedForward == amount("4") && part.closing == amount("5.60"))
    #expect(
      [part.recouped, part.net, part.withholding, part.closing] == [
        all.recouped, all.net, all.withholding, all.closing,
      ])
    #expect(part.next == all.next)
    let more = settle(.reported, part.next, royalties: "0", estimated: "-4")
    #expect(more.expected == .zero && more.payable == more.closing, "once all is reported all is payable")
  }

  @Test("What is reported and has not come in is expected too; neither is ever below zero")
  func received() {
    let settlement = settle(.received, unreceived: "2.5")
    #expect(settlement.expected == amount("6.5") && settlement.payable == amount("3.50"))
    #expect(settle(.received, estimated: "-4", unreceived: "2.5").expected == amount("2.5"))
    #expect(settle(.received, unreceived: "-1").expected == amount("4"))
    #expect(settle(.reported, unreceived: "2.5").expected == amount("4"))
  }

  @Test("Minimum and smallest unit go by what is left; what is not there is not paid")
  func minimum() {
    #expect(settle(.reported, minimum: "6").payable == amount("6"))
    #expect(settle(.reported, minimum: "6.01").payable == .zero)
    #expect(settle(.reported, estimated: "4.001").payable == amount("5.99"))
    #expect(settle(.reported, estimated: "10.5").payable == .zero)
    let negative = settle(.reported, royalties: "-1", estimated: "3")
    #expect(negative.payable == .zero && negative.carriedForward == amount("-1") && negative.expected == amount("3"))
  }

  @Test("Estimates are told from what was reported by their account, and by nothing else")
  func movements() {
    let period = Period("2026-10")!
    var activity = Settlement.Activity()
    activity.add(PayeeMovement(.payeeEstimated("p"), .royalties, earned: period, in: period, amount: amount("-5")))
    activity.add(PayeeMovement(.payeePayable("p"), .royalties, earned: period, in: period, amount: amount("-3")))
    activity.add(PayeeMovement(.payeeEstimated("p"), .manual, earned: nil, in: period, amount: amount("1")))
    activity.add(PayeeMovement(.payeePayable("p"), .settlement, earned: nil, in: period, amount: amount("1")))
    #expect(activity.estimated == amount("4") && activity.royalties == amount("8"))
    #expect(activity.adjustments == amount("-1"))
    var moved = Settlement.Activity()
    moved.add(PayeeMovement(.payeeEstimated("p"), .royalties, earned: period, in: period, amount: amount("5")))
    moved.add(PayeeMovement(.payeePayable("p"), .royalties, earned: period, in: period, amount: amount("-5")))
    #expect(moved.isEmpty, "a report that says what was estimated changes nothing that is owed")
    var opening = Settlement.Opening()
    opening.add(amount("-5"), on: .payeeEstimated("p"))
    opening.add(amount("-2"), on: .payeePayable("p"))
    #expect(opening.balance == amount("7") && opening.estimated == amount("5"))
  }
}
