import Ledger
import Plays
import Posting
import Postgres
import Reconciliation
import ReportMatching
import Store
import TestSupport
import Testing

/// A report that is far off, of the worked month, and the close of that month.
@Suite("A report and the close of its period")
struct CloseTests {
  private static let october = Period("2026-10")!
  private static let today = Day("2026-11-24")!

  @Test("While nobody has decided on a report more than 5 % off, its period is not closed; rejected, it is no reason")
  func blocked() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    _ = try PostingRun(db, today: Self.today).run()
    let report = try ReportImport(databaseURL: url).run(path: "\(Month.inputs)/report-spotify-2026-10.csv").report.id
    func blockers() throws -> [String] {
      try PeriodClose(db, today: Self.today).blockers(Self.october, .init()).filter { $0.contains("report \(report)") }
    }
    #expect(try blockers() == [], "it was not compared yet")
    try ReportMatch(db).run(report)
    #expect(Set(try ReconciliationStore(db).totals(report).map(\.verdict)) == [.blocked])
    #expect(try blockers().count == 1)
    try ReportDecision(db).reject(report, reason: "another is announced")
    #expect(try blockers() == [])
  }
}
