import Plays
import Posting
import Refusals
import ReportMatching
import Seeded
import Store
import TestSupport
import Testing

/// Names, reports and a catalog as a few lines say what comes of them, beside the real ones.
@Suite("Decisions on names, in any order with reports and catalogs")
struct NameDecisionModelTests {
  /// Rows of each of two reports: their names, and amounts in 10^-12 that come to a different sum however they are chosen.
  private static let names = ["spotify:abc", "00036000291452", "QZLL22600020"]
  private static let amounts: [[Int128]] = [
    [500_000_000_000, 250_000_000_000, 125_000_000_000], [62_500_000_000, 31_250_000_000, 15_625_000_000],
  ]

  private static func rows(_ report: Int) -> String {
    let month = report == 0 ? "2026-10" : "2026-09"
    let amounts = report == 0 ? ["0.5", "0.25", "0.125"] : ["0.0625", "0.03125", "0.015625"]
    return "period,platform,country,tier,isrc,units,amount,currency,upc,external_id\n"
      + "\(month),spotify,US,premium,,10,\(amounts[0]),USD,,abc\n"
      + "\(month),spotify,US,premium,,10,\(amounts[1]),USD,036000291452,\n"
      + "\(month),spotify,US,premium,QZLL22600020,10,\(amounts[2]),USD,,\n"
  }

  private static func name(_ index: Int) throws -> ReportedName {
    switch index {
    case 0: try ReportedName(externalID: names[0])
    case 1: ReportedName(upc: GTIN("036000291452")!)
    default: ReportedName(isrc: ISRC(names[2])!)
    }
  }

  @Test(
    "The books have what the last word on each name says, and the catalog's word before that",
    arguments: [1, 2, 3, 4] as [UInt64])
  func inAnyOrder(seed: UInt64) async throws {
    var random = Seeded(seed: seed)
    let catalog = [
      "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,", "QZLL22600002,U,art-1,B,011000000075,Album,lab-0,L,",
    ]
    let stand = try await Stand(catalog: catalog, rates: ["spotify": ["*,*,USD,0.004"]])
    // Learned in this order: a recording that decisions name before, the id as another's, the misspelt ISRC as one.
    let learned = [
      "QZLL22600003,V,art-2,C,011000000075,Album,lab-0,L,",
      "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,spotify:abc",
      "QZLL22600020,W,art-3,D,011000000075,Album,lab-0,L,",
    ]
    var learnedCount = 0
    var decided: [Int: ISRC] = [:]
    var numbers: [Int: Int32] = [:]
    var accepted: Set<Int> = []
    func knows(_ name: Int) -> Bool { name == 0 && learnedCount > 1 || name == 2 && learnedCount > 2 }
    func artist(_ name: Int) -> String? {
      if knows(name) { return name == 0 ? "art-0" : "art-3" }
      switch decided[name]?.description {
      case "QZLL22600001": return "art-0"
      case "QZLL22600002": return "art-1"
      case "QZLL22600003": return learnedCount > 0 ? "art-2" : nil
      default: return nil
      }
    }
    for step in 0..<24 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0...3:
        let name = Int.random(in: 0..<3, using: &random)
        let recording = ["QZLL22600001", "QZLL22600002", "QZLL22600003", nil].randomElement(using: &random)!
        let verdict: NameDecisionStore.Verdict =
          recording.map { .assigned(ISRC($0)!) } ?? (decided[name] == nil ? .notOurs : .forgotten)
        do {
          _ = try NameDecision(stand.db).run(Self.name(name), verdict, reason: "step \(step)")
          #expect(verdict == .forgotten || !knows(name))
          decided[name] = verdict.recording
        } catch let refused as Refused {
          #expect(knows(name), "\(refused)")
        }
      case 4 where learnedCount < learned.count && step > 6:
        try stand.catalog([learned[learnedCount]])
        learnedCount += 1
      default:
        let report = Int.random(in: 0..<2, using: &random)
        if numbers[report] == nil { numbers[report] = try stand.report(Array(Self.rows(report).utf8)) }
        if accepted.remove(report) != nil {
          try ReportDecision(stand.db).withdraw(numbers[report]!, reason: "step \(step)")
        } else {
          try stand.accept(numbers[report]!)
          accepted.insert(report)
        }
      }
      try stand.post()
      let outcome = try Verification(stand.db).run()
      #expect(outcome.isProven && outcome.pending == 0, "step \(step): \(outcome.differences)")
      var owed: [String: Int128] = [:]
      var suspense: Int128 = 0
      for report in accepted {
        for name in 0..<3 {
          let amount = Self.amounts[report][name]
          if let artist = artist(name) { owed["\(artist) USD", default: 0] += amount } else { suspense -= amount }
        }
      }
      #expect(try stand.owed() == owed && stand.balance("suspense:not_ours") == suspense, "step \(step)")
    }
  }
}
