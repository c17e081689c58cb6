import Money
import Plays
import Reconciliation
import Seeded
import Testing

@Suite("The ageing of receivables")
struct AgeingTests {
  private static let eur = Currency("EUR")!
  private static let day = Day("2026-11-24")!

  private func item(
    _ reference: String, _ period: String, _ amount: String, due days: Int, _ currency: Currency = eur
  ) throws -> Receivable {
    .init(
      reference: reference, period: Period(period)!, currency: currency, amount: try Amount(amount),
      due: Self.day.advanced(by: -days))
  }

  private func receipt(_ amount: String, _ purpose: Receipt.Purpose? = nil, daysAgo: Int = 0) throws -> Receipt {
    .init(day: Self.day.advanced(by: -daysAgo), currency: Self.eur, amount: try Amount(amount), purpose: purpose)
  }

  /// What remains of each report, the oldest first.
  private func remaining(_ items: [Receivable], _ receipts: [Receipt]) throws -> ([String], unapplied: String) {
    let balance = try #require(try Ageing(of: items, less: receipts, on: Self.day)[Self.eur])
    return (balance.items.map { short($0.remaining) }, short(balance.unapplied))
  }

  private func short(_ amount: Amount) -> String { String(amount.description.dropLast(13)) }

  @Test(
    "An age falls into its bucket",
    arguments: [
      (-1, AgeBucket.notDue), (0, .upTo30), (30, .upTo30), (31, .upTo60), (60, .upTo60), (61, .upTo90), (90, .upTo90),
      (91, .over90), (40_000, .over90),
    ])
  func buckets(days: Int, bucket: AgeBucket) throws {
    #expect(AgeBucket(days: days) == bucket)
    let ageing = try Ageing(of: [item("a", "2026-08", "7", due: days)], less: [], on: Self.day)
    let balance = try #require(ageing[Self.eur])
    #expect(balance.items[0].bucket == bucket)
    for other in AgeBucket.allCases { #expect(short(balance.buckets[other]!) == (other == bucket ? "7" : "0")) }
  }

  @Test("A receipt pays the report that it names, the rest goes to the oldest first")
  func matching() throws {
    let items = try [
      item("a", "2026-08", "10", due: 70), item("b", "2026-09", "20", due: 40), item("c", "2026-10", "30", due: 9),
    ]
    #expect(try remaining(items, [receipt("12", .report("b"))]) == (["10", "8", "30"], "0"))
    #expect(try remaining(items, [receipt("12")]) == (["0", "18", "30"], "0"))
    #expect(try remaining(items, [receipt("35", .report("c"))]) == (["5", "20", "0"], "0"))
    #expect(try remaining(items, [receipt("12", .period(Period("2026-10")!))]) == (["10", "20", "18"], "0"))
    #expect(try remaining(items, [receipt("12", .report("x"))]) == (["0", "18", "30"], "0"))
    #expect(try remaining(items, [receipt("70")]) == (["0", "0", "0"], "10"))
    // The one that names comes first, whenever it arrived.
    #expect(
      try remaining(items, [receipt("25", daysAgo: 5), receipt("10", .report("a"))]) == (["0", "0", "25"], "0"))
    #expect(try remaining(items, [receipt("12", daysAgo: -1)]) == (["10", "20", "30"], "0"))
  }

  @Test("A report is paid before its period's other items")
  func reportsBeforePeriods() throws {
    let items = try [item("a", "2026-08", "10", due: 70), item("b", "2026-08", "20", due: 40)]
    let october = Receipt.Purpose.period(Period("2026-08")!)
    #expect(try remaining(items, [receipt("15", october), receipt("10", .report("a"))]) == (["0", "5"], "0"))
  }

  @Test("Money taken back is owed again; a credit is not paid, and lowers what remains")
  func negative() throws {
    let items = try [item("a", "2026-08", "-10", due: 70), item("b", "2026-09", "20", due: 40)]
    #expect(try remaining(items, [receipt("30")]) == (["-10", "0"], "10"))
    #expect(try remaining(items, [receipt("20", .report("b")), receipt("-5", .report("b"))]) == (["-10", "5"], "0"))
    #expect(try remaining(items, [receipt("-5", .report("b"))]) == (["-10", "25"], "0"))
    #expect(try remaining(items, [receipt("-5")]) == (["-10", "20"], "-5"))
    #expect(try remaining(items, [receipt("25"), receipt("-10")]) == (["-10", "5"], "0"))
  }

  @Test("Seeded items and receipts close in every currency, and their order makes no difference", arguments: 1...200)
  func closes(seed: Int) throws {
    var generator = Seeded(seed: UInt64(seed))
    let currencies = ["EUR", "USD", "JPY"].map { Currency($0)! }
    func amount(_ generator: inout Seeded) -> Amount { Amount(pico: generator.amount(bits: 60)) }
    let items = (0..<Int.random(in: 0...20, using: &generator)).map { number in
      Receivable(
        reference: "r\(number)", period: Period("2026-01")!.advanced(by: .random(in: 0...9, using: &generator)),
        currency: currencies.randomElement(using: &generator)!, amount: amount(&generator),
        due: Self.day.advanced(by: .random(in: -150...30, using: &generator)))
    }
    let receipts = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
      let purposes: [Receipt.Purpose?] = [
        nil, .report("r\(Int.random(in: 0...22, using: &generator))"),
        .period(Period("2026-01")!.advanced(by: .random(in: 0...10, using: &generator))),
      ]
      return Receipt(
        day: Self.day.advanced(by: .random(in: -100...5, using: &generator)),
        currency: currencies.randomElement(using: &generator)!, amount: amount(&generator),
        purpose: purposes.randomElement(using: &generator)!)
    }
    let ageing = try Ageing(of: items, less: receipts, on: Self.day)
    let counted = receipts.filter { $0.day <= Self.day }
    #expect(ageing.balances.map(\.currency) == Set(items.map(\.currency) + counted.map(\.currency)).sorted())
    for balance in ageing.balances {
      let reported = items.filter { $0.currency == balance.currency }.reduce(0) { $0 + $1.amount.pico }
      let received = counted.filter { $0.currency == balance.currency }.reduce(0) { $0 + $1.amount.pico }
      #expect(balance.reported.pico == reported)
      #expect(balance.received.pico == received)
      #expect(balance.remaining.pico - balance.unapplied.pico == reported - received)
      #expect(balance.items.reduce(0) { $0 + $1.remaining.pico } == balance.remaining.pico)
      #expect(AgeBucket.allCases.reduce(0) { $0 + balance.buckets[$1]!.pico } == balance.remaining.pico)
      for bucket in AgeBucket.allCases {
        let own = balance.items.filter { $0.bucket == bucket }
        #expect(balance.buckets[bucket]!.pico == own.reduce(0) { $0 + $1.remaining.pico })
      }
      for item in balance.items {
        #expect(item.remaining == item.receivable.amount - item.named - item.oldestFirst)
        // Nothing is paid beyond what it is owed, and nobody pays a credit.
        #expect(item.remaining >= min(.zero, item.receivable.amount))
        #expect(item.oldestFirst >= .zero)
      }
      // Money is left only where nothing is owed, and pays nothing before what is older.
      if balance.unapplied > .zero { #expect(balance.items.allSatisfy { $0.remaining <= .zero }) }
      if let last = balance.items.lastIndex(where: { $0.oldestFirst > .zero }) {
        #expect(balance.items[..<last].allSatisfy { $0.remaining <= .zero })
      }
      #expect(balance.items.map(\.receivable.due) == balance.items.map(\.receivable.due).sorted())
    }
    let reordered = try Ageing(
      of: items.shuffled(using: &generator), less: receipts.shuffled(using: &generator), on: Self.day)
    #expect(reordered == ageing)
  }

  @Test("A sum that leaves the range is refused")
  func overflow() throws {
    let item = Receivable(
      reference: "a", period: Period("2026-08")!, currency: Self.eur, amount: Amount(pico: .max), due: Self.day)
    #expect(throws: ReconciliationError.self) { try Ageing(of: [item, item], less: [], on: Self.day) }
    let back = Receipt(day: Self.day, currency: Self.eur, amount: Amount(pico: -1), purpose: .report("a"))
    #expect(throws: ReconciliationError.self) { try Ageing(of: [item], less: [back], on: Self.day) }
  }
}
