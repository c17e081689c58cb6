import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import Refusals
import Seeded
import Store
import TestSupport
import Testing

/// Recordings with several tracks, by owner or release, against reports that speak of the whole.
@Suite("A recording with several tracks")
struct RecordingTests {
  @Test("stands once against a fiscal month, whose days are counted over all its tracks")
  func fiscal() async throws {
    let names = "QZLL22600001,T,art-0,A,"
    let stand = try await Stand(
      catalog: [names + "011000000075,Single,lab-0,L,", names + "011000003076,Best Of,lab-1,M,"],
      rates: ["apple_music": ["*,*,USD,0.01"]])
    let plays: [(day: String, plays: Int, barcode: String)] = [
      ("2026-09-26", 1, ""), ("2026-09-27", 10, ""), ("2026-09-30", 100, "011000003076"), ("2026-10-09", 1_000, ""),
      ("2026-10-25", 30_000, "011000003076"), ("2026-10-28", 5_000, "011000000075"),
    ]
    let lines = plays.map {
      #"{"isrc":"QZLL22600001","played_at":"\#($0.day)T12:00:00Z","platform":"apple_music","country":"US","#
        + #""tier":"family","plays":\#($0.plays),"upc":"\#($0.barcode)"}"# + "\n"
    }
    _ = try PlayImport(databaseURL: stand.url, mayOverlap: true).run(path: stand.path("plays.ndjson", lines.joined()))
    try stand.post()
    let header =
      "Start Date\t09/27/2026\nEnd Date\t10/27/2026\nReport Type\tApple Music\nCurrency\tUSD\n"
      + "Storefront Name\tApple Identifier\tMembership Type\tQuantity\tNet Royalty\tNet Royalty Total\tISRC\tItem Title"
      + "\tItem Artist\tItem Type\tMedia Type\tVendor Identifier\tOffline Indicator\tLabel\tGrid\n"
    let row = "US\t1\tFamily\t31000\t.01\t310\tQZLL22600001\tT\tA\t1\t1\tV\t0\tL\t\n"
    let report = try stand.report(Array((header + row).utf8))
    let found = try stand.lines(report)
    #expect(found.count == 1)
    let figures = found[0].figures
    // October has 1,000, 30,000 and 5,000; the report's days 10 and 100 of September, and not the 5,000.
    #expect((figures.estimatedUnits, figures.comparedUnits, figures.reportedUnits) == (36_000, 31_110, 31_000))
    #expect(
      [figures.estimated, figures.compared, figures.reported, figures.parts[.cutOff]].map { $0.pico / 100_000_000_000 }
        == [3_600, 3_111, 3_100, -489])
  }

  private static let recordings = ["QZLL22600001", "QZLL22600002", "QZLL22600003"]
  private static let barcodes = ["011000000075", "011000001072", "011000002079", "011000003076"]

  /// A row of a catalog with the columns `from` and `primary`: a barcode that is new, another label, from a day on or not.
  private static func row(_ random: inout Seeded) -> (key: String, row: String) {
    let (isrc, barcode) = (recordings.randomElement(using: &random)!, barcodes.randomElement(using: &random)!)
    let label = Int.random(in: 0...2, using: &random)
    let from = Int.random(in: 0..<3, using: &random) == 0 ? "2026-10-\(Int.random(in: 10...31, using: &random))" : ""
    let primary =
      from.isEmpty ? ["", "", "yes", "no"].randomElement(using: &random)! : ["", "yes"].randomElement(using: &random)!
    return (
      "\(isrc) \(from)", "\(isrc),T,art-0,A,\(barcode),R\(barcode),lab-\(label),L\(label),,\(from),\(primary)"
    )
  }

  private static func barcode(_ random: inout Seeded) -> String {
    Bool.random(using: &random) ? "" : barcodes.randomElement(using: &random)!
  }

  @Test(
    "After whatever happens to releases the books are what derivation from the beginning says, and a report's true-up is posted",
    arguments: [1, 4, 5, 23, 35, 37, 40] as [UInt64])
  func anything(seed: UInt64) async throws {
    var random = Seeded(seed: seed)
    let stand = try await Stand(catalog: [], rates: ["spotify": ["*,*,USD,0.004"], "deezer": ["*,*,USD,0.002"]])
    func contract(_ id: String, _ covers: String, from: String, fee: Int, to payee: String) throws {
      try stand.contract(
        "contract: \(id)\ncurrency: USD\neffective_from: '\(from)'\ncovers:\n  \(covers)\nfee_percent: '\(fee)'\n"
          + "shares:\n- payee: \(payee)\n  percent: '60'\n- payee: '@artist'\n  percent: '40'\n")
    }
    // Everything is known by name before it is sold or bought.
    try stand.catalog(
      Self.barcodes.enumerated().map {
        "QZLL2260001\($0.offset),N,art-0,A,\($0.element),R\($0.element),lab-\($0.offset % 3),L\($0.offset % 3),"
      })
    try contract("C-0", "label: lab-0", from: "2026-01-01", fee: 20, to: "lab-0")
    try contract("C-1", "label: lab-1", from: "2026-01-01", fee: 10, to: "lab-1")
    try contract("C-2", "album: '\(Self.barcodes[3])'", from: "2026-10-16", fee: 5, to: "lab-1")
    var (imported, reported, trueUps) = (0, Int128(0), 0)
    var isClosed = false
    for step in 0..<32 {
      if step == 16 {
        _ = try PeriodClose(stand.db, today: Stand.today).close(
          Period("2026-10")!, thresholds: .init(unmatchedPlays: .max), reason: "a test")
        isClosed = true
      }
      switch step == 0 ? 0 : Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let rows = (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.row(&random) }
        // Some catalogs contradict themselves: nothing of them is taken.
        let text =
          "isrc,title,artist_id,artist_name,album_upc,album_title,label_id,label_name,external_ids,from,primary\n"
        let file = try stand.path("releases.csv", text + rows.map(\.row).joined(separator: "\n") + "\n")
        var announced: [String: Int128] = [:]
        let before = try stand.owed()
        do {
          _ = try ReferenceImport(stand.db).catalog(path: file) { change, _ in
            let changes = try ClosedPeriods(stand.db).changes(by: change)
            for sum in changes.moved + changes.routine where sum.kind == .payee {
              announced["\(sum.key) \(sum.currency)", default: 0] += sum.difference.pico
            }
          }
          imported += 1
        } catch is InputError { continue }
        guard isClosed else { break }
        try stand.post()
        #expect(
          try Stand.difference(before, stand.owed()) == announced.filter { $0.value != 0 },
          "step \(step): what is told before is what is posted")
      case 2, 3:
        let lines = (0..<5).map { _ in
          #"{"isrc":"\#(Self.recordings.randomElement(using: &random)!)","played_at":"2026-10-\#(Int.random(in: 10...31, using: &random))T12:00:00Z","#
            + #""platform":"\#(["spotify", "deezer"].randomElement(using: &random)!)","country":"US","#
            + #""plays":\#(Int.random(in: 1...9_999, using: &random)),"upc":"\#(Self.barcode(&random))"}"#
        }
        _ = try PlayImport(databaseURL: stand.url, mayOverlap: true).run(
          path: stand.path("plays-\(step).ndjson", lines.joined(separator: "\n") + "\n"))
      default:
        try stand.post()
        let rows = (0..<4).map { _ in
          let amount = Int.random(in: 1...999_999, using: &random)
          reported += Int128(amount) * 1_000_000_000_000
          return "2026-10,spotify,US,,\(Self.recordings.randomElement(using: &random)!),\(Self.barcode(&random)),"
            + "\(Int.random(in: 100...9_999, using: &random)),\(amount),USD"
        }
        let report = try stand.report(
          Array(
            ("period,platform,country,tier,isrc,upc,units,amount,currency\n" + rows.joined(separator: "\n") + "\n").utf8
          ))
        let before = try stand.owed()
        try stand.accept(report)
        try stand.post()
        #expect(try Stand.difference(before, stand.owed()) == stand.trueUps(report), "step \(step)")
        trueUps += 1
      }
      try stand.post()
      let outcome = try Verification(stand.db).run()
      #expect(outcome.isProven, "step \(step): \(outcome.differences)")
      #expect(try stand.post().isEmpty, "step \(step)")
      let posted = try stand.db.query("SELECT coalesce(sum(gross), 0) FROM ledger_lines WHERE reported")[0].numeric(0)
      #expect(posted == reported, "step \(step): all that is reported is posted, once")
    }
    #expect(imported > 2 && trueUps > 0, "there was something to see")
  }
}
