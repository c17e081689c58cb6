import Ledger
import Money
import Plays
import Posting
import Postgres
import Statements
import Store
import TestSupport
import Testing

@Suite("Opening a period again")
struct PeriodReopeningTests {
  private static let first = Actor(id: "os:anna", name: "anna")
  private static let second = Actor(id: "token:7", name: "ben")

  /// Closed through October by the first person.
  private func closed() async throws -> Sample {
    let sample = try await Sample()
    sample.db.act(for: Self.first)
    try sample.close(through: Sample.october)
    return sample
  }

  private func reopen(_ sample: Sample, _ period: Period = Sample.october, by actor: Actor = second) throws -> Int {
    sample.db.act(for: actor)
    defer { sample.db.act(for: Self.first) }
    return try PeriodReopening(sample.db).reopen(period, reason: "closed too early")
  }

  private func refusal(_ sample: Sample, _ period: Period = Sample.october, by actor: Actor = second) throws -> String {
    let before = try LedgerStore(sample.db).head()
    let refusal = #expect(throws: Transaction.Refusal.self) { _ = try reopen(sample, period, by: actor) }
    #expect(try LedgerStore(sample.db).head() == before)
    return refusal?.description ?? ""
  }

  /// Everything that may come between: late plays, an exchange rate, a payment, an advance, an entry by hand.
  private func addFacts(_ sample: Sample) throws {
    try sample.play(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"US","plays":700}"#,
      #"{"isrc":"QZLL22600002","played_at":"2026-10-06T00:00:00Z","platform":"spotify","country":"DE","plays":9}"#)
    try sample.fx("2026-10,JPY,EUR,0.00620000")
    let (books, euros) = (Bookkeeping(sample.db, today: Sample.today), Currency("EUR")!)
    let day = Day("2026-10-20")!
    _ = try books.payment(payee: "art-001", Amount("3"), euros, date: day, reference: "P", reason: "test")
    _ = try books.record(
      date: day, reason: "goodwill", reference: "G",
      entries: [Entry(.fee, euros, Amount("5.01")), Entry(.payeePayable("art-001"), euros, -Amount("5.01"))])
    _ = try books.record(
      date: day, reason: "a cost", reference: "C",
      entries: [Entry(.payeeRecoupable("lab-north"), euros, Amount("2")), Entry(.cash, euros, -Amount("2"))])
    try sample.post()
  }

  /// What the books say of payees, without the numbers of transactions.
  private struct Books: Equatable {
    var rows: Set<String> = []
    var settlements: [PayeeCurrency: [Settlement]] = [:]
  }

  private func books(_ sample: Sample) throws -> Books {
    let accounts = AccountStore(sample.db)
    var books = Books()
    let settlements = try sample.db.query(
      "SELECT (to_jsonb(s) - 'transaction_id' - 'round')::text FROM settlements_in_force s")
    books.rows.formUnion(settlements.map { $0.text(0) })
    for balance in try accounts.balances(.init(accountingDate: Sample.october.last)) where balance.balance != .zero {
      books.rows.insert("\(balance.account) \(balance.currency) \(balance.balance)")
    }
    let transactions = try PeriodTransactions(sample.db, Sample.october)
    for place in try SettlementStore(sample.db).places(Sample.october) {
      let codes = [Account.payeeEstimated(place.payee), .payeePayable(place.payee), .payeeRecoupable(place.payee)]
      // Royalties that were posted in two transactions are those that were posted in one.
      var sums: [String: Amount] = [:]
      for entry in try accounts.entries(codes.map(\.code), currency: place.currency.code, transactions) {
        let row = "\(place) \(entry.date) \(entry.kind) \(entry.earned.map { "\($0)" } ?? "")"
        sums[row, default: .zero] += entry.amount
      }
      books.rows.formUnion(sums.map { "\($0.key) \($0.value)" })
      books.settlements[place, default: []].append(
        try #require(try SettlementStore(sample.db).settled(Sample.october, place)))
    }
    for (place, settlement) in try PayeeBalances(sample.db).settlements(Sample.november) {
      books.settlements[place, default: []].append(settlement)
    }
    return books
  }

  @Test("Closed, opened again and closed anew, with late facts in between, is closed once with all of them")
  func asIfClosedOnce() async throws {
    let accident = try await closed()
    let settled = try SettlementStore(accident.db).transactions(Sample.october).count
    #expect(settled > 0)
    #expect(try reopen(accident) == settled)
    #expect(try Verification(accident.db).run().isProven)
    try addFacts(accident)
    try accident.close(through: Sample.october)

    let once = try await Sample()
    try once.close(through: Period("2026-09")!)
    try addFacts(once)
    try once.close(through: Sample.october)

    let (ours, theirs) = (try books(accident), try books(once))
    #expect(ours.rows.symmetricDifference(theirs.rows).sorted() == [])
    #expect(ours.settlements == theirs.settlements)
    // The sample has each kind of thing that a close settles.
    let terms = try once.db.query(
      "SELECT bool_or(reserve_held > 0), bool_or(recouped > 0), bool_or(withholding > 0) FROM settlements_in_force")[0]
    #expect(terms.bool(0) && terms.bool(1) && terms.bool(2))
    #expect(try Verification(accident.db).run().isProven)
  }

  @Test("As often as it takes: the period's end is each time where it was before its close")
  func again() async throws {
    let sample = try await Sample()
    sample.db.act(for: Self.first)
    try sample.close(through: Period("2026-09")!)
    let before = try AccountStore(sample.db).balances().map { "\($0.account) \($0.currency) \($0.balance)" }
    var closes: [Books] = []
    for _ in 1...3 {
      try sample.close(through: Sample.october)
      closes.append(try books(sample))
      _ = try reopen(sample)
      // Accounts that only settlements post to are there with nothing on them.
      let after = try AccountStore(sample.db).balances().filter { $0.balance != .zero }.map {
        "\($0.account) \($0.currency) \($0.balance)"
      }
      #expect(after == before)
    }
    #expect(closes.allSatisfy { $0 == closes[0] })
    let record = try #require(try PeriodStore(sample.db).all().first { $0.period == Sample.october })
    #expect(record.status == .open && record.closedAt == nil && record.closedBy == nil && record.blockers.isEmpty)
    #expect(record.reopenings.map(\.reopenedBy) == [Self.second, Self.second, Self.second])
    #expect(record.reopenings.allSatisfy { $0.closedBy == Self.first && $0.reason == "closed too early" })
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("Only the latest, only by a second person, only with a reason, and each refusal says what to do")
  func refusals() async throws {
    let sample = try await closed()
    #expect(try refusal(sample, by: Self.first).contains("anna (os:anna) closed 2026-10, and it takes somebody else"))
    #expect(
      try refusal(sample, Period("2026-09")!).contains(
        "only the latest closed period is opened again, which is 2026-10"))
    #expect(try refusal(sample, Period("2020-01")!).contains("only the latest closed period"))
    #expect(try refusal(sample, Sample.november) == "2026-11 is open")
    let empty = #expect(throws: Transaction.Refusal.self) {
      _ = try PeriodReopening(sample.db).reopen(Sample.october, reason: "")
    }
    #expect(empty?.description.contains("needs a reason") == true)
    // A close that was cut off and finished by another was closed by both.
    _ = try reopen(sample)
    try LedgerStore(sample.db).exclusively {
      try PeriodStore(sample.db).beginClosing(Sample.october, reason: "cut off", blockers: [])
    }
    #expect(try refusal(sample).contains("2026-10 is being closed: close it to the end first"))
    sample.db.act(for: Self.second)
    _ = try PeriodClose(sample.db, today: Sample.today).close(Sample.october)
    for actor in [Self.first, Self.second] {
      #expect(try refusal(sample, by: actor).contains("it takes somebody else"))
    }
    _ = try reopen(sample, by: Actor(id: "token:8", name: "cleo"))
    // The month before is the latest now.
    _ = try reopen(sample, Period("2026-09")!)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A payment dated after it keeps it closed, unless it was taken back")
  func payments() async throws {
    let sample = try await closed()
    let books = Bookkeeping(sample.db, today: Sample.today)
    let payment = try books.payment(
      payee: "art-001", Amount("1"), Currency("EUR")!, date: Day("2026-11-02")!, reference: "S",
      reason: "test"
    ).link.number
    #expect(try refusal(sample).contains("transaction \(payment) is a payment dated after 2026-10"))
    _ = try books.reverse(payment, reason: "the bank sent it back")
    #expect(try reopen(sample) > 0)
  }

  @Test("A statement that was issued keeps it closed")
  func statements() async throws {
    let sample = try await closed()
    let usd = Currency("USD")!
    try LedgerStore(sample.db).exclusively {
      let note = try Transaction(
        kind: .statement, accountingDate: Sample.today, earningPeriod: Sample.october, reference: "statement:x",
        reason: StatementStore.Issued.note(.label, .zero, usd, digest: Array(repeating: 0, count: 32)), entries: [])
      let link = try LedgerStore(sample.db).append([note])[0]
      let draft = StatementStore.Draft(
        place: PayeeCurrency(payee: "lab-north", currency: usd), revision: 1, digest: Array(repeating: 0, count: 32),
        payable: .zero, reason: nil, names: [])
      _ = try StatementStore(sample.db).insert(.label, Sample.october, [draft], firstTransaction: link.number)
      try sample.db.query("INSERT INTO statement_documents SELECT statement_id, 0, '\\x00' FROM statements")
    }
    #expect(try refusal(sample).contains("statement 2026-10/label/lab-north/USD was issued"))
  }

  @Test("What was posted in the month after meanwhile stays there, and what comes now goes where it was earned")
  func meanwhile() async throws {
    let sample = try await closed()
    func play(_ count: Int) throws -> Period? {
      try sample.play(
        #"{"isrc":"QZLL22600001","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"US","plays":\#(count)}"#
      )
      return try sample.post().first?.transaction.accountingDate.period
    }
    #expect(try play(7) == Sample.november)
    _ = try reopen(sample)
    #expect(try sample.post().isEmpty)
    #expect(try play(8) == Sample.october)
    try sample.close(through: Sample.october)
    #expect(try Verification(sample.db).run().isProven)
  }
}
