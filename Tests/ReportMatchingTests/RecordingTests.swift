import Ingest
import Money
import Plays
import Reconciliation
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
}
