import Ledger
import Plays
import Posting
import Postgres
import ReportMatching
import Store
import TestSupport
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
      number = try ReportImport(databaseURL: sample.url, formats: .shipped).run(
        path: $0, relation: .init(supersedes: supersedes)
      ).report
        .id
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

  @Test(
    "Lines of an acceptance that its report does not have are found, before anything is posted of them",
    arguments: [
      "UPDATE acceptance_lines SET amount = amount * 10",
      "UPDATE acceptance_lines SET units = units + 1 WHERE isrc = 'QZLL22600001'",
      "UPDATE acceptance_lines SET isrc = 'QZLL22600003' WHERE isrc = 'QZLL22600001'",
      "UPDATE acceptance_lines SET currency = 'EUR' WHERE isrc = 'QZLL22600002'",
      "DELETE FROM acceptance_lines WHERE isrc = 'QZLL22600002'",
      "UPDATE platform_report_lines SET amount = amount + 0.000000000001 WHERE isrc = 'QZLL22600002'",
    ])
  func tampered(script: String) async throws {
    let sample = try await Sample()
    _ = try accept(sample, Self.america, "2026-10,spotify,US,premium,QZLL22600002,5,0.5,USD", Self.germany)
    #expect(try Verification(sample.db).run().isProven)
    try sample.db.forge(script)
    let differences = try Verification(sample.db).run().differences
    #expect(differences.contains { $0.hasPrefix("acceptance 1 of report 1, spotify in 2026-10") }, "\(differences)")
  }
}
