import Ingest
import Ledger
import Money
import Plays
import Postgres
import Posting
import Statements
import Store
import Testing

@Suite("What people record")
struct BookkeepingTests {
  private let dollars = Currency("USD")!

  private func amount(_ text: String) -> Amount { try! Amount(text) }

  private func refusal(_ body: () throws -> Void) -> String {
    (#expect(throws: Transaction.Refusal.self) { try body() })?.description ?? ""
  }

  @Test("A transaction names who acted: whoever the session works for, or the user that runs the process")
  func actors() async throws {
    let sample = try await Sample(posted: false)
    let byPerson = try sample.post()
    #expect(byPerson.allSatisfy { $0.actor == .process })
    sample.db.act(for: .token(7, name: "Ines \u{1D11E}"))
    let books = Bookkeeping(sample.db, today: Sample.today)
    let paid = try books.payment(
      payee: "art-000", amount("1"), dollars, date: Sample.today, reference: "P-1",
      reason: "test")
    let stored = try #require(try LedgerStore(sample.db).transaction(paid.link.number))
    #expect(stored.actor == .token(7, name: "Ines \u{1D11E}") && paid.actor == stored.actor)
    #expect(try LedgerStore(sample.db).latest(before: nil, limit: 1)[0].actor == stored.actor)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A transaction by hand needs balance, a reason, a free reference, known parties and an open period")
  func manual() async throws {
    let sample = try await Sample()
    try sample.close(through: Sample.october)
    let books = Bookkeeping(sample.db, today: Sample.today)
    func record(
      _ entries: [Entry], reason: String = "goodwill", date: Day = Sample.today, reference: String? = nil
    ) throws {
      _ = try books.record(date: date, reason: reason, reference: reference, entries: entries)
    }
    let sound = [
      Entry(.fee, dollars, amount("10")), Entry(.payeePayable("art-000"), dollars, -amount("10")),
    ]
    try record(sound, reference: "GW-1")
    #expect(refusal { try record(sound, reference: "GW-1") }.contains("stands for transaction"))
    #expect(refusal { try record(sound, reason: "") }.contains("needs a reason"))
    #expect(
      refusal { try record(sound, reason: String(repeating: "é", count: 1001)) }.contains("at most 1000 characters"))
    try record(sound, reason: String(repeating: "é", count: 1000))
    #expect(refusal { try record([sound[0]]) }.contains("10.000000000000 USD remain"))
    #expect(refusal { try record([]) }.contains("no entries"))
    #expect(refusal { try record(sound, date: Day("2026-10-31")!) }.contains("date it in 2026-11 or later"))
    // In the east it is tomorrow already; nowhere is it the day after.
    try record(sound, date: Sample.today.advanced(by: 1))
    #expect(refusal { try record(sound, date: Sample.today.advanced(by: 2)) }.contains("2026-11-26 has not come"))
    #expect(refusal { try record(sound, date: Day("2016-11-01")!) }.contains("more than ten years ago"))
    let nobody = [Entry(.fee, dollars, amount("1")), Entry(.payeePayable("nobody"), dollars, -amount("1"))]
    #expect(refusal { try record(nobody) }.contains("no payee and no artist \"nobody\""))
    let alike = [Entry(.fee, dollars, amount("1")), Entry(.payeePayable("art-\u{212A}"), dollars, -amount("1"))]
    #expect(refusal { try record(alike) }.contains("is not in Unicode's normal form C"))
    #expect(refusal { try record(sound, reference: "e\u{301}") }.contains("is not in Unicode's normal form C"))
    for much in ["1000000000000000", "99999999999999999999"] {
      let sides = [Entry(.fee, dollars, amount(much)), Entry(.payeePayable("art-000"), dollars, -amount(much))]
      #expect(refusal { try record(sides) }.contains("is not believable: an entry is below 1000000000000000.0"))
    }
    let nowhere = [Entry(.cash, dollars, amount("1")), Entry(.platformReported("winamp"), dollars, -amount("1"))]
    #expect(refusal { try record(nowhere) }.contains("no platform \"winamp\""))
    let reserve = [Entry(.cash, dollars, amount("1")), Entry(.payeeReserve("art-000"), dollars, -amount("1"))]
    #expect(refusal { try record(reserve) }.contains("kept by settlements"))
    // What the engine will want to call its own.
    try record(sound, reference: "settlement:2026-11:art-000:USD")
    try sample.close(through: Sample.november, on: Day("2026-12-02")!)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A reversal is the opposite, once, and of no reversal; what still follows is posted again")
  func reversal() async throws {
    let sample = try await Sample()
    let books = Bookkeeping(sample.db, today: Sample.today)
    let before = try AccountStore(sample.db).balances().map { "\($0.account) \($0.currency) \($0.balance)" }
    let october = try #require(
      try LedgerStore(sample.db).transactions(after: 0, limit: 100).first {
        $0.transaction.earningPeriod == Sample.october
      })
    let reversal = try books.reverse(october.link.number, reason: "a test of it")
    #expect(
      reversal.transaction.entries == october.transaction.entries.map { Entry($0.account, $0.currency, -$0.amount) })
    #expect(reversal.transaction.accountingDate == october.transaction.accountingDate)
    #expect(
      refusal { _ = try books.reverse(october.link.number, reason: "x") }.contains(
        "reversed already, by \(reversal.link.number)"))
    #expect(refusal { _ = try books.reverse(reversal.link.number, reason: "x") }.contains("itself a reversal"))
    #expect(refusal { _ = try books.reverse(4_711, reason: "x") }.contains("no transaction 4711"))
    #expect(refusal { _ = try books.reverse(1, reason: "") }.contains("needs a reason"))
    #expect(try sample.balance("fee:distribution", "EUR") == -(try Amount("14.105574066706")), "November's alone")
    let again = try sample.post()
    #expect(again.count == 1 && again[0].transaction.entries == october.transaction.entries)
    let after = try AccountStore(sample.db).balances().map { "\($0.account) \($0.currency) \($0.balance)" }
    #expect(after == before)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("Money in and out moves the accounts it is for, in whole minor units, under the bank's reference")
  func money() async throws {
    let sample = try await Sample()
    let books = Bookkeeping(sample.db, today: Sample.today)
    _ = try books.receipt(platform: "spotify", amount("100.25"), dollars, date: Sample.today, reference: "B1")
    _ = try books.payment(payee: "art-000", amount("80"), dollars, date: Sample.today, reference: "B1", reason: "test")
    #expect(try sample.balance("platform:spotify:reported", "USD") == -amount("100.25"))
    #expect(try sample.balance("payee:art-000:payable", "USD") == amount("80"))
    func pay(_ text: String, _ currency: Currency) throws {
      _ = try books.payment(
        payee: "art-000", amount(text), currency, date: Sample.today, reference: "B2", reason: "test")
    }
    #expect(refusal { try pay("0.001", dollars) }.contains("the smallest unit is 0.010000000000"))
    #expect(refusal { try pay("10.5", Currency("JPY")!) }.contains("smallest unit is 1.0"))
    #expect(refusal { try pay("0", dollars) }.contains("above zero"))
    #expect(refusal { try pay("-1", dollars) }.contains("above zero"))
    #expect(
      refusal {
        _ = try books.payment(payee: "art-000", amount("1"), dollars, date: Sample.today, reference: "B1", reason: "x")
      }
      .contains("stands for"))
    let december = Day("2026-12-24")!
    for ahead in [
      { _ = try books.receipt(platform: "spotify", amount("1"), dollars, date: december, reference: "B3") },
      { _ = try books.payment(payee: "art-000", amount("1"), dollars, date: december, reference: "B3", reason: "x") },
      { _ = try books.reverse(1, reason: "a test of it", date: december) },
    ] as [() throws -> Void] { #expect(refusal(ahead).contains("2026-12-24 has not come")) }
    let settlement = try PayeeBalances(sample.db).settlements(Sample.november)[
      .init(payee: "art-000", currency: dollars)]
    #expect(settlement?.activity.payments == amount("80"))
  }

  @Test("A reference is one in whatever case it is written, and with whatever nobody sees at its ends")
  func sameReference() async throws {
    let sample = try await Sample()
    let books = Bookkeeping(sample.db, today: Sample.today)
    func pay(_ reference: String) throws -> LedgerStore.Posted {
      try books.payment(
        payee: "art-000", amount("1"), dollars, date: Sample.today, reference: reference, reason: "test")
    }
    #expect(try pay(" SEPA-1\u{A0}").transaction.reference == "payment:SEPA-1")
    for spelling in ["SEPA-1", "SEPA-1 ", "sepa-1", "\u{FEFF}Sepa-1\r\n"] {
      #expect(refusal { _ = try pay(spelling) }.contains("stands for transaction"), "\(spelling.debugDescription)")
    }
    #expect(refusal { _ = try pay(" \t") }.contains("reference is missing"))
    let header = "payee,date,kind,currency,amount,reference\n"
    func advance(_ row: String) throws -> Int {
      var new = 0
      try sample.withFile("advances.csv", header + row + "\n") {
        new = try ReferenceImport(sample.db).advances(path: $0)
      }
      return new
    }
    #expect(try advance("art-000,2026-11-02,advance,USD,5.00,Adv-77\u{A0}") == 1)
    #expect(try advance("art-000,2026-11-02,advance,USD,5.00,ADV-77") == 0)
    #expect(throws: ContractStore.Refusal.self) { try advance("art-000,2026-11-02,advance,USD,6.00,ADV-77") }
  }

  @Test("More than is payable, and a currency never earned, are paid with a reason alone, which is kept")
  func implausiblePayments() async throws {
    let sample = try await Sample()
    let books = Bookkeeping(sample.db, today: Sample.today)
    func pay(
      _ text: String, _ currency: String, _ reference: String, _ reason: String? = nil
    ) throws -> Transaction {
      try books.payment(
        payee: "art-001", amount(text), Currency(currency)!, date: Sample.today, reference: reference, reason: reason
      ).transaction
    }
    #expect(refusal { _ = try pay("1", "EUR", "A") }.contains("nothing in EUR is payable"), "nothing is closed yet")
    try sample.close(through: Sample.october)
    let payable = try #require(
      try SettlementStore(sample.db).settled(Sample.october, .init(payee: "art-001", currency: Currency("EUR")!))
    ).payable
    #expect(payable > amount("1"))
    #expect(refusal { _ = try pay("1", "KWD", "A") }.contains("never earned any KWD"))
    #expect(refusal { _ = try pay("\(payable + amount("0.01"))", "EUR", "A") }.contains("\(payable) EUR are payable"))
    _ = try pay("1", "EUR", "A")
    #expect(refusal { _ = try pay("\(payable)", "EUR", "B") }.contains("\(payable - amount("1")) EUR are payable"))
    let rest = try pay("\(payable - amount("1"))", "EUR", "B")
    #expect(rest.reason == nil)
    // What was taken back is payable again.
    let last = try LedgerStore(sample.db).head().number
    _ = try books.reverse(last, reason: "the bank sent it back")
    _ = try pay("\(payable - amount("1"))", "EUR", "C")
    let more = try pay("1", "EUR", "D", "an advance agreed by phone")
    #expect(more.reason == "an advance agreed by phone")
    #expect(refusal { _ = try pay("1", "EUR", "E", "") }.contains("reason is not empty"))
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("Royalties are not taken back by a date: what is posted again would stand elsewhere")
  func royaltiesKeepTheirDate() async throws {
    let sample = try await Sample()
    let books = Bookkeeping(sample.db, today: Sample.today)
    let royalties = try #require(
      try LedgerStore(sample.db).transactions(after: 0, limit: 100).first { $0.transaction.kind == .royalties })
    let number = royalties.link.number
    #expect(
      refusal { _ = try books.reverse(number, reason: "wrong month", date: Sample.today) }.contains("Give no date"))
    let reversal = try books.reverse(number, reason: "wrong month")
    #expect(reversal.transaction.accountingDate == royalties.transaction.accountingDate)
  }

  @Test("What the books said at a time, and what they now say of a day, are two questions")
  func twoClocks() async throws {
    let sample = try await Sample(posted: false)
    try sample.post(Sample.october)
    let recorded = try LedgerStore(sample.db).head().recordedAt
    let said = try AccountStore(sample.db).balances()
    try sample.fx("2026-10,JPY,EUR,0.00620000")
    try sample.post()
    let store = AccountStore(sample.db)
    #expect(try store.balances(.init(recordedAt: recorded)) == said)
    #expect(try store.balances(.init(accountingDate: Sample.october.last)) != said, "the rate was for October")
    #expect(try store.balances(.init(recordedAt: recorded, accountingDate: Day("2026-09-30")!)).count == 3)
    for asOf in [AccountStore.AsOf(recordedAt: recorded), .init(accountingDate: Sample.october.last)] {
      let sums = Dictionary(grouping: try store.balances(asOf), by: \.currency).mapValues {
        $0.reduce(Amount.zero) { $0 + $1.balance }
      }
      #expect(sums.values.allSatisfy { $0 == .zero })
    }
  }

  @Test("An account's entries come with the balance after each, a page at a time")
  func account() async throws {
    let sample = try await Sample()
    try sample.fx("2026-10,JPY,EUR,0.00620000")
    try sample.post()
    let store = AccountStore(sample.db)
    let all = try store.entries("fee:distribution", currency: nil, after: nil, limit: 100)
    #expect(all.count == 5)
    var balances: [String: Amount] = [:]
    for entry in all {
      balances[entry.currency, default: .zero] += entry.amount
      #expect(entry.runningBalance == balances[entry.currency])
    }
    let page = try store.entries(
      "fee:distribution", currency: nil, after: (all[1].transaction, all[1].currency), limit: 2)
    #expect(page.map(\.runningBalance) == all[2...3].map(\.runningBalance))
    #expect(try store.entries("fee:distribution", currency: "USD", after: nil, limit: 100).count == 2)
  }
}
