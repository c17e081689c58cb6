import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import ReportMatching
import Store
import TestSupport
import Testing
import Texts

/// The same report again, reports that add up, and reports that are taken back.
@Suite("Reports that come again")
struct ReportsAgainTests {
  private static let august = Period("2026-08")!
  private static let october = Period("2026-10")!

  /// A track that is played 2,000 times in the United States and 500 times in Germany: 8 and 2.5 US dollars.
  private func stand() async throws -> Stand {
    let stand = try await Stand(
      catalog: ["QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,"],
      rates: ["spotify": ["DE,*,USD,0.005", "*,*,USD,0.004"]])
    try stand.play([
      "QZLL22600001 2026-10-05 spotify US premium 2000", "QZLL22600001 2026-10-06 spotify DE free 500",
    ])
    try stand.post()
    return stand
  }

  private static let whole = [
    "2026-10,spotify,US,premium,QZLL22600001,2000,8.00,USD", "2026-10,spotify,DE,free,QZLL22600001,500,2.50,USD",
  ]
  private static let halves = [
    ["2026-10,spotify,US,premium,QZLL22600001,1000,4,USD", "2026-10,spotify,DE,free,QZLL22600001,200,1,USD"],
    ["2026-10,spotify,US,premium,QZLL22600001,1000,4.000001,USD", "2026-10,spotify,DE,free,QZLL22600001,300,1.5,USD"],
  ]

  private func owed(_ stand: Stand) throws -> Int128 {
    try stand.post()
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
    return try stand.owed()["art-0 USD", default: 0]
  }

  private func status(_ stand: Stand, _ report: Int32) throws -> ReportStore.Status? {
    try ReportStore(stand.db).report(report)?.status
  }

  @Test("However a file was saved, it is the same report; another sender's, month's or country's is not")
  func saved() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.whole)
    let (header, rows) = (Stand.header, Self.whole)
    let saved = [
      header + rows.joined(separator: "\r\n") + "\r\n", "\u{FEFF}" + header + rows.reversed().joined(separator: "\n"),
      header + rows.joined(separator: "\n").replacing("8.00", with: "8").replacing("2.50", with: "2.5000") + "\n",
      header + rows.joined(separator: "\n").replacing("spotify", with: "\"spotify\"") + "\n",
    ]
    for text in saved { #expect(try stand.report(Array(text.utf8)) == first) }
    // A row twice is two rows: what is alike within one file is all real.
    for other in [rows + [rows[0]], [rows[0]], rows.map { $0.replacing("2026-10", with: "2026-09") }] {
      #expect(try stand.report(other) != first)
    }
  }

  @Test("What shares rows with an accepted report is refused until it says how it stands to it, also at its acceptance")
  func overlap() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.whole)
    // Taken in while nothing is accepted yet.
    let early = try stand.report(Self.whole + ["2026-10,spotify,US,premium,QZLL22600001,0,0,USD"])
    try stand.accept(first)
    let more = Self.whole + ["2026-10,spotify,FR,free,QZLL22600001,0,0,USD"]
    let rows = try stand.importedRows()
    let refused = #expect(throws: ImportError.self) { try stand.report(more) }?.description ?? ""
    #expect(
      refused.contains("2 of its 3 rows, which come to 10.500000000000 USD, stand in report \(first)"), "\(refused)")
    #expect(refused.contains("--supersedes \(first)") && refused.contains("--adds-to \(first)"))
    #expect(try stand.importedRows() == rows)
    let late = #expect(throws: Transaction.Refusal.self) { try stand.accept(early) }?.description ?? ""
    #expect(late.contains("stand in report \(first)"), "\(late)")
    #expect(try owed(stand) == 10_500_000_000_000)
    // Said afterwards, it takes the first one's place, and nothing is doubled.
    try ReportRelating(stand.db).run(.init(supersedes: first), of: early)
    try stand.accept(early)
    #expect(try status(stand, first) == .superseded)
    #expect(try owed(stand) == 10_500_000_000_000)
    // Or both count, for somebody says so.
    let beside = try stand.report(more, addsTo: [early])
    #expect(try stand.trueUps(beside) == ["art-0 USD": 10_500_000_000_000])
    try stand.accept(beside)
    #expect(try owed(stand) == 21_000_000_000_000)
  }

  @Test("A file in which few rows are those of an accepted report adds up without a word")
  func few() async throws {
    let stand = try await stand()
    func rows(_ from: Int) -> [String] {
      (from..<from + 41).map { "2026-10,spotify,US,premium,QZLL22600001,\($0),\($0).5,USD" }
    }
    try stand.accept(stand.report(rows(1)))
    // 2 of 41 rows are less than 5 %, and 3 are more.
    #expect(try status(stand, stand.report(rows(40))) == .received)
    #expect(throws: ImportError.self) { try stand.report(rows(39)) }
  }

  @Test("Two files that make a month together are compared together; an estimate counts once everywhere")
  func halves() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.halves[0])
    let second = try stand.report(Self.halves[1])
    func verdict(_ report: Int32) throws -> PlatformMonthVerdict? {
      try ComparisonStore(stand.db).totals(report).first?.verdict
    }
    #expect(try verdict(first) == .blocked && verdict(second) == .blocked)
    try stand.accept(first)
    // It is compared again as soon as the other counts.
    #expect(try verdict(second) == .fine)
    #expect(try ComparisonStore(stand.db).together(with: second) == [first])
    try stand.accept(second)
    #expect(try owed(stand) == 10_500_001_000_000)
    let accuracy = try AccuracyStore(stand.db).markets(platform: "spotify")
    #expect(accuracy.count == 2)
    #expect(accuracy.reduce(Amount.zero) { $0 + $1.total.estimated } == Amount(pico: 10_500_000_000_000))
    #expect(accuracy.reduce(Amount.zero) { $0 + $1.total.reported } == Amount(pico: 10_500_001_000_000))
    func receivables() throws -> (estimated: Amount, reported: Amount) {
      let standing = try #require(try ReceivableStore(stand.db).standings("spotify", on: Day("2099-01-01")!).first)
      let items = standing.ageing.balances.flatMap(\.items)
      return (
        items.reduce(.zero) { $0 + (standing.estimated($1) ?? .zero) },
        items.reduce(.zero) { $0 + $1.receivable.amount }
      )
    }
    #expect(try receivables() == (Amount(pico: 10_500_000_000_000), Amount(pico: 10_500_001_000_000)))
    // The first is taken back: the second stands alone, and so does its comparison.
    try ReportDecision(stand.db).withdraw(first, reason: "another label's")
    #expect(try ComparisonStore(stand.db).together(with: second).isEmpty)
    #expect(try verdict(second) == .blocked)
    #expect(try owed(stand) == 5_500_001_000_000)
    #expect(try receivables() == (Amount(pico: 10_500_000_000_000), Amount(pico: 5_500_001_000_000)))
    #expect(
      try AccuracyStore(stand.db).markets(platform: "spotify").reduce(Amount.zero) { $0 + $1.total.reported }
        == Amount(pico: 5_500_001_000_000))
  }

  @Test("A report that is withdrawn gives the estimate back, also of a closed month, and may be accepted again")
  func withdrawn() async throws {
    let stand = try await stand()
    let report = try stand.report([
      "2026-10,spotify,US,premium,QZLL22600001,1000,3,USD", "2026-10,spotify,US,premium,QZZZ92600001,10,1,USD",
    ])
    #expect(throws: Transaction.Refusal.self) { try ReportDecision(stand.db).withdraw(report, reason: "early") }
    try stand.accept(report)
    #expect(try owed(stand) == 5_500_000_000_000)
    #expect(try stand.balance("suspense:not_ours") == -1_000_000_000_000)
    _ = try PeriodClose(stand.db, today: Stand.today).close(Self.october, reason: "a test")
    try ReportDecision(stand.db).withdraw(report, reason: "it was the wrong account's")
    #expect(try status(stand, report) == .withdrawn)
    #expect(try owed(stand) == 10_500_000_000_000)
    #expect(try stand.balance("suspense:not_ours") == 0)
    // Again it changes nothing.
    let count = try stand.db.query("SELECT FROM acceptances").count
    try ReportDecision(stand.db).withdraw(report, reason: "again")
    #expect(try stand.db.query("SELECT FROM acceptances").count == count)
    // The same file is the same report, and counts again when it is accepted again.
    try stand.accept(report)
    #expect(try owed(stand) == 5_500_000_000_000)
    #expect(try status(stand, report) == .accepted)
  }

  @Test("Where a withdrawn report had corrected another, that one counts again")
  func predecessor() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.halves[0])
    try stand.accept(first)
    let second = try stand.report(["2026-10,spotify,FR,free,QZLL22600001,7,7,USD"] + Self.whole, supersedes: first)
    try stand.accept(second)
    #expect(try owed(stand) == 17_500_000_000_000)
    let refused = #expect(throws: Transaction.Refusal.self) {
      try ReportDecision(stand.db).withdraw(first, reason: "no")
    }
    #expect(refused?.description.contains("withdraw that one first") == true)
    try ReportDecision(stand.db).withdraw(second, reason: "it is of another month")
    #expect(try status(stand, first) == .accepted)
    #expect(try owed(stand) == 5_000_000_000_000)
    try ReportDecision(stand.db).withdraw(first, reason: "and this one too")
    #expect(try owed(stand) == 10_500_000_000_000)
    // Both again, in the other order of things: the second now stands beside the first.
    try stand.accept(first)
    try ReportRelating(stand.db).run(.init(), of: second)
    try stand.accept(second)
    #expect(try owed(stand) == 5_000_000_000_000 + 17_500_000_000_000)
    #expect(try AcceptanceStore(stand.db).contradiction() == nil)
  }

  @Test("A rejected report may be a correction after all; what is decided on keeps its relation; circles are refused")
  func relations() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.halves[0])
    try stand.accept(first)
    let second = try stand.report(Self.whole)
    try ReportDecision(stand.db).reject(second, reason: "it doubles")
    #expect(try stand.report(Self.whole, supersedes: first) == second)
    try stand.accept(second)
    #expect(try owed(stand) == 10_500_000_000_000)
    func refusal(_ relation: ReportStore.Relation, _ report: Int32) -> String {
      #expect(throws: Transaction.Refusal.self) { try ReportRelating(stand.db).run(relation, of: report) }?.description
        ?? ""
    }
    #expect(refusal(.init(), second).contains("withdraw it first"))
    try ReportDecision(stand.db).withdraw(second, reason: "x")
    try ReportDecision(stand.db).withdraw(first, reason: "x")
    #expect(refusal(.init(supersedes: second), first).contains("takes the place of report \(first) itself"))
    #expect(refusal(.init(supersedes: 99), first).contains("no report 99"))
  }

  @Test("A report that another took the place of does not keep its month from being closed")
  func superseded() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.halves[0])
    #expect(try ComparisonStore(stand.db).blocking(Self.october).map(\.report) == [first])
    let second = try stand.report(Self.whole, supersedes: first)
    try stand.accept(second)
    #expect(try ComparisonStore(stand.db).blocking(Self.october).isEmpty)
    #expect(try ComparisonStore(stand.db).uncompared(Self.october).isEmpty)
  }
}
