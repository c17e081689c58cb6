import Ingest
import Money
import Plays
import Posting
import Postgres
import ReportMatching
import Seeded
import Statements
import Store
import TestSupport
import Testing

/// Plays, reports and receipts in any order, beside plain arithmetic.
@Suite("Paid on what was reported, or has come in, in sequences")
struct PaidOnSequenceTests {
  private static let bases = ["lab-0": "received", "art-0": "reported", "art-1": "received"]
  private static let months = ["2026-08", "2026-09", "2026-10", "2026-11"]
  private static let dollars = Currency("USD")!

  /// Books and the model, to which the same happens.
  private final class World {
    let stand: Stand
    var model = PaidOnModel()
    var random: Seeded
    private var number = 0
    private var closed = 0

    init(seed: UInt64) async throws {
      random = Seeded(seed: seed)
      stand = try await Stand(
        catalog: MistakenWorld.catalog, rates: ["spotify": ["US,*,USD,0.004", "*,*,USD,0.002"]])
      try stand.contract(
        """
        contract: C-1
        currency: USD
        effective_from: 2026-01-01
        covers: { label: lab-0 }
        fee_percent: 10
        shares:
          - { payee: lab-0, percent: 50 }
          - { payee: "@artist", percent: 50 }

        """)
      let header = "payee,name,minimum_payout,reserve_percent,reserve_release_after,withholding_percent,basis\n"
      let rows = PaidOnSequenceTests.bases.map { "\($0),N,0,0,0,0,\($1)\n" }.joined()
      _ = try ReferenceImport(stand.db).payees(path: stand.path("payees.csv", header + rows))
      // The books begin in the first of the months.
      try play(in: "2026-08")
      try stand.post()
    }

    func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// Months that are not closed.
    var open: ArraySlice<String> { PaidOnSequenceTests.months[closed...] }

    func play(in given: String? = nil) throws {
      let month = given ?? PaidOnSequenceTests.months.randomElement(using: &random)!
      let line = PaidOnModel.Line(
        month: month, isrc: "QZLL2260000\(int(1...3))", country: ["US", "DE", "JP"].randomElement(using: &random)!)
      let count = int(1...3_000)
      try stand.play(["\(line.isrc) \(month)-1\(int(0...9)) spotify \(line.country) premium \(count)"])
      model.plays[line, default: 0] += Int128(count)
    }

    /// - Parameter old: a report that it corrects.
    func report(correcting old: PaidOnModel.Report? = nil) throws {
      let month = old?.month ?? PaidOnSequenceTests.months.dropLast().randomElement(using: &random)!
      var (rows, lines, others) = ([String](), [PaidOnModel.Line: Int128](), Int128(0))
      for _ in 0..<int(1...3) {
        let line = PaidOnModel.Line(
          month: month, isrc: "QZLL2260000\(int(1...4))", country: ["US", "DE"].randomElement(using: &random)!)
        let cents = int(1...3_000)
        number += 1
        // Units that no other row has, so that no two reports share one.
        rows.append(
          "\(month),spotify,\(line.country),premium,\(line.isrc),\(1_000_000 + number),\(cents / 100)."
            + "\(cents % 100 < 10 ? "0" : "")\(cents % 100),USD")
        let amount = Int128(cents) * 10_000_000_000
        // A recording that is not ours speaks of its country all the same.
        lines[line, default: 0] += line.isrc.hasSuffix("4") ? 0 : amount
        if line.isrc.hasSuffix("4") { others += amount }
      }
      let report = try stand.report(rows, supersedes: old?.number)
      try stand.accept(report)
      if let old { model.reports.removeAll { $0.number == old.number } }
      model.reports.append(
        .init(
          number: report, month: month, lines: lines, others: others,
          corrects: old.map { $0.corrects + [$0.number] } ?? []))
    }

    func correct() throws {
      guard let old = model.reports.randomElement(using: &random) else { return }
      try report(correcting: old)
    }

    func withdraw() throws {
      // One that stands in another's place would give way to it.
      guard let old = model.reports.filter({ $0.corrects.isEmpty }).randomElement(using: &random) else { return }
      try ReportDecision(stand.db).withdraw(old.number, reason: "a test")
      model.reports.removeAll { $0.number == old.number }
    }

    func receive() throws {
      number += 1
      let month = open.randomElement(using: &random)!
      let day = "\(month)-\(int(10...20))"
      let report = int(0...2) == 0 ? model.reports.randomElement(using: &random)?.number : nil
      let named = report == nil && int(0...1) == 0 ? PaidOnSequenceTests.months.randomElement(using: &random) : nil
      let amount = Int128(int(1...4_000)) * 10_000_000_000
      _ = try Bookkeeping(stand.db, today: Stand.today).receipt(
        platform: "spotify", Amount(pico: amount), PaidOnSequenceTests.dollars, date: Day(day)!,
        reference: "SEPA-\(number)", for: report.map { .report($0) } ?? named.map { .period(Period($0)!) })
      model.receipts.append(.init(amount: amount, day: day, report: report, month: named))
    }

    /// Closes the next month, and looks at what it was settled by.
    func close(_ place: String) throws {
      guard closed < 3 else { return }
      try stand.post()
      let month = PaidOnSequenceTests.months[closed]
      _ = try PeriodClose(stand.db, today: Stand.today).close(Period(month)!, reason: "a test")
      closed += 1
      for (payee, basis) in PaidOnSequenceTests.bases {
        let rows = try stand.db.query(
          """
          SELECT closing, expected, payable FROM settlements_in_force
          WHERE payee = \(payee) AND to_char(period, 'YYYY-MM') = \(month)
          """)
        let figures = rows.first.map { ($0.numeric(0), $0.numeric(1), $0.numeric(2)) } ?? (0, 0, 0)
        try expect(figures, payee, basis, month, "\(place), closed")
      }
    }

    /// What everybody has now, without what is posted.
    func expectLive(_ place: String) throws {
      for (payee, basis) in PaidOnSequenceTests.bases {
        let balances = try LiveBalance(stand.db, today: Stand.today).waterfalls(payee, Period("2026-11")!)
        let settlement = balances.first { $0.currency == PaidOnSequenceTests.dollars }?.waterfall.settlement
        try expect(
          settlement.map { ($0.closing.pico, $0.expected.pico, $0.payable.pico) } ?? (0, 0, 0), payee, basis, "2026-11",
          place)
      }
    }

    private func expect(
      _ figures: (closing: Int128, expected: Int128, payable: Int128), _ payee: String, _ basis: String,
      _ month: String,
      _ place: String
    ) throws {
      let expected = model.expected(payee, through: month, on: basis)
      #expect(figures.closing == model.owed(payee, through: month), "\(place): \(payee) \(month), owed")
      #expect(figures.expected == expected, "\(place): \(payee) \(month)")
      let left = figures.closing - expected
      #expect(figures.payable == (left > 0 ? left - left % 10_000_000_000 : 0), "\(place): \(payee) \(month), payable")
    }
  }

  @Test(
    "What is expected and payable is what plain arithmetic says, live, settled and proven", arguments: UInt64(1)...24)
  func sequences(seed: UInt64) async throws {
    let world = try await World(seed: seed)
    for step in 0..<14 {
      let place = "seed \(seed), step \(step)"
      switch world.int(0...9) {
      case 0, 1, 2: try world.play()
      case 3, 4: try world.report()
      case 5: try world.correct()
      case 6: try world.withdraw()
      case 7, 8: try world.receive()
      default: if step > 5 { try world.close(place) } else { try world.stand.post() }
      }
      try world.expectLive(place)
    }
    try world.stand.post()
    try world.expectLive("seed \(seed), posted")
    let outcome = try Verification(world.stand.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "seed \(seed): \(outcome.differences)")
  }
}
