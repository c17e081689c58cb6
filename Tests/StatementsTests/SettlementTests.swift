import Contracts
import Money
import Plays
import Statements
import Testing

@Suite("Settlements")
struct SettlementTests {
  private func amount(_ text: String) -> Amount { try! Amount(text) }

  private func terms(minimum: String = "0", reserve: String = "0", after: Int = 0, tax: String = "0") -> Payee {
    Payee(
      id: "p", name: "P", minimumPayout: amount(minimum), reservePercent: amount(reserve), reserveReleaseAfter: after,
      withholdingPercent: amount(tax))
  }

  private func settle(
    _ period: String, _ terms: Payee, _ opening: Settlement.Opening = .init(), royalties: String = "0",
    advances: String = "0", payments: String = "0", currency: String = "USD"
  ) -> Settlement {
    var activity = Settlement.Activity()
    activity.royalties = amount(royalties)
    activity.advances = amount(advances)
    activity.payments = amount(payments)
    return Settlement(
      period: Period(period)!, currency: Currency(currency)!, terms: terms, opening: opening, activity: activity)
  }

  @Test("A reserve is held from what was earned, and released whole when its time has come")
  func reserve() {
    let terms = terms(reserve: "10", after: 2)
    let october = settle("2026-10", terms, royalties: "100")
    #expect(october.reserveHeld == amount("10") && october.closing == amount("90"))
    #expect(october.releasePeriod == Period("2026-12"))
    let november = settle("2026-11", terms, october.next, royalties: "-5")
    #expect(november.reserveHeld == .zero, "nothing is held of a loss")
    #expect(november.closing == amount("85"))
    let december = settle("2026-12", terms, november.next)
    #expect(december.reserveReleased == amount("10") && december.closing == amount("95"))
    #expect(december.next.reserves.isEmpty)
  }

  @Test("What was advanced is recouped first, and never more than there is")
  func recoupment() {
    let october = settle("2026-10", terms(), royalties: "30", advances: "100")
    #expect(october.recouped == amount("30") && october.unrecouped == amount("70") && october.payable == .zero)
    let november = settle("2026-11", terms(), october.next, royalties: "80.123456789012")
    #expect(november.recouped == amount("70") && november.unrecouped == .zero)
    #expect(november.payable == amount("10.12") && november.carriedForward == amount("0.003456789012"))
    let loss = settle("2026-10", terms(), royalties: "-30", advances: "100")
    #expect(loss.recouped == .zero && loss.closing == amount("-30") && loss.payable == .zero)
  }

  @Test("What a reversed advance had recouped goes back to the payee")
  func reversedAdvance() {
    let october = settle("2026-10", terms(), royalties: "6", advances: "10")
    #expect(october.recouped == amount("6") && october.payable == .zero)
    let november = settle("2026-11", terms(), october.next, royalties: "4", advances: "-10")
    #expect(november.recouped == amount("-6") && november.unrecouped == .zero)
    #expect(november.net == amount("10") && november.payable == amount("10"))
    // Also where the month itself earned nothing.
    let idle = settle("2026-11", terms(), october.next, advances: "-10")
    #expect(idle.recouped == amount("-6") && idle.payable == amount("6"))
  }

  @Test("Withholding goes by the year's net, may come back within the year, and starts anew with the next")
  func withholding() {
    let terms = terms(tax: "15")
    let november = settle("2026-11", terms, royalties: "100.03")
    #expect(november.withholding == amount("15"), "15.0045 to the cent")
    let december = settle("2026-12", terms, november.next, royalties: "-60")
    #expect(december.withholding == amount("-9"), "6.0045 is due for the year")
    let january = settle("2027-01", terms, december.next, royalties: "10")
    #expect(january.withholding == amount("1.5"))
    #expect(january.next.netOfYear == [Period("2027-01")!: amount("10")])
  }

  @Test(
    "Half a minor unit goes to the even one, once, from the exact product",
    arguments: [
      ("0.1", "USD", "0.02"), ("0.3", "USD", "0.04"), ("0.100000000001", "USD", "0.02"), ("10", "JPY", "2"),
      ("0.01", "KWD", "0.002"),
    ])
  func rounding(net: String, currency: String, expected: String) {
    #expect(settle("2026-10", terms(tax: "15"), royalties: net, currency: currency).withholding == amount(expected))
  }

  /// Settles months in a row, each by the terms that hold in it.
  private func settle(
    _ months: [(period: String, royalties: String)], _ rows: [Payee], currency: String = "USD"
  ) -> [Settlement] {
    let (terms, currency) = (PayeeTerms(rows), Currency(currency)!)
    var settled: [Settlement] = []
    for month in months {
      let period = Period(month.period)!
      var activity = Settlement.Activity()
      activity.royalties = amount(month.royalties)
      settled.append(
        Settlement(
          period: period, currency: currency, terms: .init(terms, of: "p", in: period, currency),
          opening: settled.last?.next ?? .init(), activity: activity))
    }
    return settled
  }

  private func row(
    _ from: String?, minimums: [Currency: Amount]? = nil, reserve: String = "0", after: Int = 0, parts: Int = 1,
    tax: String = "0"
  ) -> Payee {
    Payee(
      id: "p", name: "P", effectiveFrom: from.map { Period($0)! }, minimumPayout: .zero, minimumPayouts: minimums,
      reservePercent: amount(reserve), reserveReleaseAfter: after, reserveReleaseParts: parts,
      withholdingPercent: amount(tax))
  }

  @Test("A percent that holds from a month on leaves what was settled before it")
  func datedWithholding() {
    let months = settle(
      [("2026-08", "40"), ("2026-09", "40"), ("2026-10", "40")], [row(nil), row("2026-10", tax: "30")])
    #expect(months.map(\.withholding) == [.zero, .zero, amount("12")])
    #expect(months[2].payable == amount("108") && months[2].closing == amount("108"))
    #expect(months[2].terms.earlierPercents.count == 9, "January to September had none")
    #expect(months[2].terms.percents(through: Period("2026-10")!)?.map { "\($0)" }.last == "30.000000000000")
  }

  @Test("A loss takes back at the percent of its own month, never below what is due; with the year it is over")
  func percentsOfAYear() {
    let months = settle(
      [("2026-10", "100"), ("2026-11", "-10"), ("2026-12", "-100"), ("2027-01", "-5"), ("2027-02", "10")],
      [row("2026-10", tax: "10"), row("2026-11", tax: "30"), row("2027-02", tax: "20")])
    // 10; 10 - 3 = 7; 7 - 30 is below zero: 0. In the new year -5 at 30 %, then 10 at 20 %: 0.50.
    #expect(months.map(\.withholding) == ["10", "-3", "-7", "0", "0.5"].map(amount))
  }

  @Test("Before the first date a payee has no terms")
  func beforeTheFirst() {
    let months = settle(
      [("2026-09", "10"), ("2026-10", "10")], [row("2026-10", reserve: "50", after: 1, tax: "10")])
    #expect(months.map(\.reserveHeld) == [.zero, amount("5")])
    #expect(months.map(\.payable) == [amount("10"), amount("14.5")])
  }

  @Test("What is held is released in equal parts, the units that are over first, by the terms of its own month")
  func releasedInParts() {
    let months = settle(
      [("2026-08", "0.00000000001"), ("2026-09", "0"), ("2026-10", "0"), ("2026-11", "0"), ("2026-12", "0")],
      [row(nil, reserve: "100", after: 1, parts: 3), row("2026-09", reserve: "100", after: 9)])
    #expect(months[0].reserveHeld.pico == 10 && months[0].releasePeriod == Period("2026-09"))
    // What is released is none of the next month's royalties: nothing of it is held again.
    #expect(months.map(\.reserveReleased.pico) == [0, 4, 3, 3, 0])
    #expect(months[0].next.reserves.values.reduce(.zero, +).pico == 10 && months[3].next.reserves.isEmpty)
  }

  @Test("A minimum by currency holds in that currency, and a currency that is not named has none")
  func minimumsByCurrency() {
    let minimums = [Currency("USD")!: amount("20"), Currency("JPY")!: amount("2500")]
    for (currency, earned, payable) in [("USD", "19.99", "0"), ("JPY", "2500", "2500"), ("EUR", "0.01", "0.01")] {
      let month = settle([("2026-10", earned)], [row(nil, minimums: minimums)], currency: currency)
      #expect(month[0].payable == amount(payable), "\(currency)")
    }
  }

  @Test("Less than the minimum is carried forward whole; a debt too")
  func minimum() {
    let terms = terms(minimum: "20")
    let october = settle("2026-10", terms, royalties: "19.999999999999")
    #expect(october.payable == .zero && october.carriedForward == amount("19.999999999999"))
    let november = settle("2026-11", terms, october.next, royalties: "0.000000000001")
    #expect(november.payable == amount("20") && november.carriedForward == .zero)
    let paid = settle("2026-12", terms, november.next, payments: "25")
    #expect(paid.closing == amount("-5") && paid.payable == .zero && paid.carriedForward == amount("-5"))
  }
}
