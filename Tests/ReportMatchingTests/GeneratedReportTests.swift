import Ledger
import Money
import Plays
import Posting
import Postgres
import Reconciliation
import Store
import Testing

@Suite("Generated reports against the reckoning of who made them")
struct GeneratedReportTests {
  private static let contract = """
    contract: C-1
    currency: GBP
    effective_from: '2026-01-01'
    covers:
      label: lab-1
    fee_percent: '17.5'
    shares:
    - payee: '@artist'
      percent: '66.67'
    - payee: lab-1
      percent: '33.33'
    """

  @Test(
    "A hundred thousand rows reconcile by platform, country and track, and are what is posted",
    arguments: GeneratedMonth.Format.allCases)
  func totals(format: GeneratedMonth.Format) async throws {
    let month = GeneratedMonth(format, rows: 92_000, seed: 2026)
    #expect(month.rows.count > 100_000)
    #expect(month.adjustments > 3_000)
    let stand = try await Stand(catalog: GeneratedMonth.catalog(), rates: month.rates())
    try stand.contract(Self.contract)
    try stand.fx("2026-10,\(format.currency),GBP,\(GeneratedMonth.decimal(GeneratedMonth.fx, 12))")
    try stand.play(month.plays)
    try stand.post()
    let report = try stand.report(month.file())

    let store = ComparisonStore(stand.db)
    func check(_ dimension: ComparisonStore.Dimension, _ key: (GeneratedMonth.Place) -> String) throws {
      let expected = month.expected(by: key)
      var found: [String: GeneratedMonth.Expected] = [:]
      for sum in try store.sums(report, by: dimension, limit: 1_000_000) {
        let figures = sum.figures
        found["\(sum.key) \(sum.currency.code)"] = GeneratedMonth.Expected(
          estimatedUnits: figures.estimatedUnits, reportedUnits: figures.reportedUnits,
          estimated: figures.estimated.pico, reported: figures.reported.pico)
        // The parts sum to the variance, however lines are added up.
        #expect(figures.parts.inOrder.reduce(.zero, +) == figures.variance)
        #expect(figures.comparedUnits == figures.estimatedUnits && figures.compared == figures.estimated)
      }
      #expect(found == expected, "\(dimension)")
    }
    try check(.platform) { $0.platform }
    try check(.country) { $0.country }
    try check(.tier) { $0.tier }
    try check(.track) { GeneratedMonth.isrc($0.track) }
    #expect(
      try store.sums(report, by: .status, limit: 100).reduce(0) { $0 + $1.figures.variance.pico }
        == store.sums(report, by: .track, limit: 100_000).reduce(0) { $0 + $1.figures.variance.pico })

    let strangers = try store.counts(report)[.notOurs] ?? 0
    #expect(Int(strangers) == month.reports.keys.filter { $0.track >= GeneratedMonth.tracks }.count)
    #expect(try store.stillEstimated(report).isEmpty)
    let rows = try stand.db.query(
      "SELECT count(*), sum(amount), count(*) FILTER (WHERE units = 0) FROM platform_report_lines")[0]
    #expect(Int(rows.int(0)) == month.rows.count)
    #expect(rows.numeric(1) == month.rows.reduce(0) { $0 + $1.pico })
    #expect(Int(rows.int(2)) == month.adjustments)

    // What it says that it changes is what the posting changes.
    let before = try stand.owed()
    let trueUps = try stand.trueUps(report)
    try stand.accept(report)
    try stand.post()
    #expect(Stand.difference(before, try stand.owed()) == trueUps)
    #expect(!trueUps.isEmpty)
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven, "\(outcome.differences)")
    #expect(try stand.post().isEmpty)
  }
}
