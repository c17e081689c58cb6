import Ledger
import Plays
import Posting
import Postgres
import ReportMatching
import Store
import Testing

@Suite("Accepted reports")
struct AcceptanceTests {
  private static let america = "2026-10,spotify,US,premium,QZLL22600001,10,1,USD"
  /// Says of Germany that nothing was played there.
  private static let germany = "2026-10,spotify,DE,premium,QZZZ92610001,0,0,USD"

  private func accept(_ sample: Sample, _ rows: String..., supersedes: Int32? = nil) throws -> Int32 {
    var number: Int32 = 0
    try sample.withFile(
      "report.csv",
      "period,platform,country,tier,isrc,units,amount,currency\n" + rows.joined(separator: "\n") + "\n"
    ) {
      number = try ReportImport(databaseURL: sample.url).run(path: $0, supersedes: supersedes).report.id
    }
    try ReportDecision(sample.db).accept(number)
    return number
  }

  @Test("Where a report stops speaking of a country, plays that it had left out are estimated again")
  func fewerCountries() async throws {
    let sample = try await Sample(posted: false)
    // Of tracks that are played nowhere else nothing is posted.
    let first = try accept(sample, Self.america, Self.germany)
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
    _ = try accept(sample, Self.america, supersedes: first)
    #expect(try sample.post().map(\.transaction.cause).contains(.report))
    #expect(try lines() == 1)
    let outcome = try Verification(sample.db).run()
    #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
    #expect(try sample.post().isEmpty)
  }
}
