import Foundation
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

@Suite("Money that is not for plays")
struct AdjustmentTests {
  /// A track that is played 1,000 times, for 4 US dollars.
  private func stand() async throws -> Stand {
    let stand = try await Stand(
      catalog: ["QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,"], rates: ["spotify": ["*,*,USD,0.004"]])
    try stand.play(["QZLL22600001 2026-10-05 spotify US premium 1000"])
    try stand.post()
    return stand
  }

  private static let paid = "2026-10,spotify,US,premium,QZLL22600001,1000,4,USD"

  private struct Case: CustomTestStringConvertible, Sendable {
    let row: String
    let isAdjustment: Bool
    var testDescription: String { row }
  }

  private static let cases = [
    Case(row: "0,2.5,USD", isAdjustment: true), Case(row: "-1,10,USD", isAdjustment: true),
    Case(row: "1,-10,USD", isAdjustment: true), Case(row: "-10,-0.04,USD", isAdjustment: false),
    // A hundred times the rate is 0.4: only what is more is no money for a play.
    Case(row: "1,0.4,USD", isAdjustment: false), Case(row: "1,0.400000000001,USD", isAdjustment: true),
    Case(row: "-1,-0.5,USD", isAdjustment: true),
    // No rate of the platform is in euros.
    Case(row: "1,50,EUR", isAdjustment: false),
  ]

  @Test("Rows are told apart by themselves, before they are added up", arguments: cases)
  private func rule(_ one: Case) async throws {
    let stand = try await stand()
    let report = try stand.report([Self.paid, "2026-10,spotify,US,premium,QZLL22600001,\(one.row)"])
    let fields = one.row.split(separator: ",")
    let (units, amount) = (Int64(fields[0])!, try Amount(String(fields[1])))
    let lines = try stand.lines(report).filter { $0.currency.code == "\(fields[2])" }
    let found = lines.reduce(Amount.zero) { $0 + $1.figures.parts[.adjustments] }
    #expect(found == (one.isAdjustment ? amount : .zero))
    let counted = try stand.lines(report).reduce(0) { $0 + $1.figures.reportedUnits }
    #expect(counted == 1_000 + (one.isAdjustment ? 0 : units))
    if one.isAdjustment {
      #expect(lines.allSatisfy { $0.figures.parts[.rate] == .zero && $0.figures.parts[.units] == .zero })
    }
    // All of it is paid.
    try stand.accept(report)
    try stand.post()
    let sum = lines.reduce(Amount.zero) { $0 + $1.figures.reported }
    #expect(try stand.owed()["art-0 \(fields[2])"] == sum.pico)
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven, "\(outcome.differences)")
    // Rates, and how near they came, are of the plays that were paid for.
    if one.isAdjustment {
      let accuracy = try AccuracyStore(stand.db).markets(platform: "spotify")
      #expect(accuracy.map(\.total.reported) == [Amount(pico: 4_000_000_000_000)])
      let october = Period("2026-10")!
      let evidence = try AccuracyStore(stand.db).evidence("spotify", october...october)
      #expect(evidence.filter { $0.units != 0 }.map(\.units) == [1_000])
      #expect(evidence.filter { $0.units == 0 }.map(\.amount) == [amount])
    }
  }

  @Test("What was posted with its line before is posted apart from it, by lines that come to nothing")
  func before() async throws {
    let stand = try await stand()
    let report = try stand.report([Self.paid, "2026-10,spotify,US,premium,QZLL22600001,-1,-10,USD"])
    try stand.accept(report)
    try stand.post()
    let owed = try stand.owed()
    #expect(owed == ["art-0 USD": -6_000_000_000_000])
    // As it was posted when there were no such lines.
    try stand.db.forge(
      """
      UPDATE ledger_lines l SET gross = l.gross + a.gross, converted = l.converted + a.converted,
        shares = ARRAY[l.shares[1] + a.shares[1]]
      FROM ledger_lines a WHERE a.track_id = l.track_id AND a.adjustment AND l.reported AND NOT l.adjustment;
      DELETE FROM ledger_lines WHERE adjustment; UPDATE ledger_royalties SET beside_plays = 0
      """)
    let folder = "\(Project.root)/migrations"
    let file = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix("_adjustments_apart.sql") })
    let migration = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    let marks = try #require(migration.range(of: "-- What was posted with its line before"))
    try stand.db.run(script: "BEGIN; \(migration[marks.lowerBound...]); COMMIT")
    let posted = try stand.post()
    #expect(posted.count == 1 && posted[0].transaction.entries.isEmpty && posted[0].transaction.evidence.lineCount == 2)
    #expect(try stand.owed() == owed)
    let beside = try stand.db.query("SELECT sum(beside_plays), sum(share) FROM ledger_royalties WHERE payee = 'art-0'")[
      0]
    #expect(beside.numeric(0) == -10_000_000_000_000 && beside.numeric(1) == owed["art-0 USD"])
    #expect(try stand.post().isEmpty)
  }

  @Test("Worldwide is every country that the report does not name; the unknown one is its own")
  func worldwide() async throws {
    let stand = try await stand()
    try stand.play([
      "QZLL22600001 2026-10-05 spotify DE free 500", "QZLL22600001 2026-10-05 spotify FR premium 100",
      "QZLL22600001 2026-10-05 spotify ZZ premium 50",
    ])
    try stand.post()
    let rows = [Self.paid, "2026-10,spotify,WW,,QZLL22600001,600,2.5,USD"]
    let report = try stand.report(rows)
    let world = try #require(try stand.lines(report).first { $0.country == .worldwide })
    #expect(world.figures.estimatedUnits == 600 && world.figures.estimated == Amount(pico: 2_400_000_000_000))
    #expect(world.figures.parts[.rate] == Amount(pico: 100_000_000_000))
    #expect(try stand.lines(report).count == 2)
    #expect(try ComparisonStore(stand.db).stillEstimated(report).map(\.country) == [.unknown])
    try stand.accept(report)
    func owed() throws -> Int128? {
      try stand.post()
      let outcome = try Verification(stand.db).run()
      #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
      return try stand.owed()["art-0 USD"]
    }
    #expect(try owed() == 6_700_000_000_000)
    // A country that another report names adds up with it.
    let german = try stand.report(["2026-10,spotify,DE,free,QZLL22600001,10,0.04,USD"])
    #expect(try ComparisonStore(stand.db).together(with: german) == [report])
    try stand.accept(german)
    #expect(try owed() == 6_740_000_000_000)
    // Plays that come late are the report's too; what is taken back is estimated again.
    try stand.play(["QZLL22600001 2026-10-06 spotify BR free 1000", "QZLL22600001 2026-10-06 spotify ZZ free 50"])
    #expect(try owed() == 6_940_000_000_000)
    try ReportDecision(stand.db).withdraw(german, reason: "a test")
    try ReportDecision(stand.db).withdraw(report, reason: "a test")
    let plays: Int128 = 1_000 + 500 + 100 + 50 + 1_000 + 50
    #expect(try owed() == plays * 4_000_000_000)
  }
}
