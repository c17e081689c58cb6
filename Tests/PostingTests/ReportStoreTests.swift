import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import Testing

@Suite("Accepted reports")
struct ReportStoreTests {
  private static let track = ISRC("QZLL22600001")!

  private func row(_ country: String, units: Int64, _ amount: String) throws -> ReportStore.Row {
    ReportStore.Row(
      isrc: Self.track, country: Country(country)!, tier: "premium", currency: Currency("USD")!, units: units,
      amount: try Amount(amount))
  }

  private func accept(
    _ sample: Sample, _ rows: [ReportStore.Row], countries: [String] = [], supersedes: Int32? = nil,
    platform: String = "spotify"
  ) throws -> Int32 {
    try ReportStore(sample.db).accept(
      period: Sample.october, platform: platform, countries: Set(countries.map { Country($0)! }), rows: rows,
      supersedes: supersedes)
  }

  @Test("Where a report stops speaking of a country, plays that it had left out are estimated again")
  func fewerCountries() async throws {
    let sample = try await Sample(posted: false)
    // The report says of Germany that nothing was played there: of tracks that are played nowhere else nothing is posted.
    let first = try accept(sample, [row("US", units: 10, "1")], countries: ["DE"])
    let track = try sample.db.query("SELECT track_id FROM tracks WHERE isrc = 'QZLL22600002'")[0].int32(0)
    try sample.db.query("DELETE FROM plays_daily WHERE track_id = \(track)")
    try sample.play(
      #"{"isrc":"QZLL22600002","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"DE","plays":7}"#)
    try sample.post()
    func lines() throws -> Int64 {
      try sample.db.query("SELECT count(*) FROM ledger_lines WHERE track_id = \(track) AND period = '2026-10-01'")[0]
        .int(0)
    }
    #expect(try lines() == 0)
    _ = try accept(sample, [row("US", units: 10, "1")], supersedes: first)
    #expect(try sample.post().map(\.transaction.cause).contains(.report))
    #expect(try lines() == 1)
    let outcome = try Verification(sample.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
    #expect(try sample.post().isEmpty)
  }

  @Test("Figures whose sums would not fit are refused, and nothing is recorded")
  func tooMuch() async throws {
    let sample = try await Sample(posted: false)
    func refusal(_ rows: [ReportStore.Row]) throws -> String {
      (#expect(throws: ReportStore.Refusal.self) { try accept(sample, rows) })?.description ?? ""
    }
    let half = try row("US", units: 5_000_000_000_000_000_000, "1")
    #expect(try refusal([half, half]).contains("5000000000000000000 units, row of QZLL22600001 in US"))
    let many = try (0..<3).map { _ in try row("US", units: -400_000_000_000_000, "1") }
    #expect(try refusal(many).contains("not below 1000000000000000 in all"))
    #expect(try refusal([row("US", units: 1, "-1000000000000000")]).contains("USD, row of QZLL22600001"))
    #expect(try sample.db.query("SELECT FROM accepted_reports").isEmpty)
  }

  @Test("A report supersedes one of its own platform and period, once")
  func supersedes() async throws {
    let sample = try await Sample(posted: false)
    let rows = [try row("US", units: 1, "1")]
    let first = try accept(sample, rows)
    func refusal(_ number: Int32, platform: String = "spotify") -> String {
      (#expect(throws: ReportStore.Refusal.self) {
        try accept(sample, rows, supersedes: number, platform: platform)
      })?.description ?? ""
    }
    #expect(refusal(99).contains("no report 99"))
    #expect(refusal(first, platform: "apple_music").contains("is of spotify in 2026-10"))
    let second = try accept(sample, rows, supersedes: first)
    #expect(refusal(first).contains("superseded by report \(second) already"))
  }
}
