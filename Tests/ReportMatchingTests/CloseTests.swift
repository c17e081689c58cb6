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

  @Test("A report that was not compared, or is more than 5 % off, keeps its period open until somebody decides")
  func blocked() async throws {
    let url = try await ScratchServer.shared.database()
    let db = try Connection(url: url)
    try Month.loadReference(url)
    try Month.loadPlays(url)
    _ = try PostingRun(db, today: Self.today).run()
    let report = try ReportImport(databaseURL: url, formats: .shipped).run(
      path: "\(Month.inputs)/report-spotify-2026-10.csv"
    ).report.id
    func blockers() throws -> [String] {
      try PeriodClose(db, today: Self.today).blockers(Self.october, .init()).filter { $0.contains("report \(report)") }
    }
    #expect(try blockers().count == 1 && blockers()[0].contains("was not compared"))
    try ReportMatch(db).run(report)
    #expect(Set(try ComparisonStore(db).totals(report).map(\.verdict)) == [.blocked])
    #expect(try blockers().count == 1 && blockers()[0].contains("more than 5 % off the estimate"))
    try ReportDecision(db).reject(report, reason: "another is announced")
    #expect(try blockers() == [])
  }
}
