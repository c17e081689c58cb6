import Foundation
import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import ReportMatching
import Store
import TestSupport
import Testing
import Texts

@Suite("Reports accepted, rejected and corrected")
struct DecisionTests {
  /// Two tracks; the second is played in Germany only.
  private func stand() async throws -> Stand {
    let stand = try await Stand(
      catalog: [
        "QZLL22600001,T,art-0,A,011000000075,Album,lab-0,L,", "QZLL22600002,T,art-1,B,011000000075,Album,lab-1,L,",
      ],
      rates: ["spotify": ["*,*,USD,0.004"]])
    try stand.play([
      "QZLL22600001 2026-10-05 spotify US premium 1000", "QZLL22600001 2026-10-06 spotify DE free 500",
      "QZLL22600002 2026-10-07 spotify DE free 3000", "QZLL22600002 2026-10-07 spotify FR free 10",
    ])
    try stand.post()
    return stand
  }

  private static let wide = [
    "2026-10,spotify,US,premium,QZLL22600001,1000,3.5,USD", "2026-10,spotify,DE,free,QZLL22600001,500,1.5,USD",
    "2026-10,spotify,DE,free,QZLL22600002,2000,7,USD",
  ]
  private static let narrow = ["2026-10,spotify,US,premium,QZLL22600001,990,3.25,USD"]

  /// Accepts, posts, and checks that the books hold, that payees have what was said, and what a database has that never
  /// knew anything but the reports that count.
  private func settle(_ stand: Stand, _ report: Int32, counting reports: [[String]]) async throws {
    let before = try stand.owed()
    try stand.accept(report)
    let trueUps = try stand.trueUps(report)
    try stand.post()
    #expect(try Stand.difference(before, stand.owed()) == trueUps)
    let outcome = try Verification(stand.db).run()
    #expect(outcome.isProven, "\(outcome.differences)")
    #expect(try stand.post().isEmpty)
    let fresh = try await self.stand()
    for rows in reports { try fresh.accept(fresh.report(rows)) }
    try fresh.post()
    #expect(try stand.owed() == fresh.owed())
  }

  @Test("One that corrects an accepted one and speaks of fewer countries gives the others back to the estimate")
  func narrower() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.wide)
    try await settle(stand, first, counting: [Self.wide])
    let second = try stand.report(Self.narrow, supersedes: first)
    // The second track is played in Germany alone, of which the second report says nothing.
    #expect(try stand.trueUps(second)["art-1 USD"] == 12_000_000_000_000 - 7_000_000_000_000)
    try await settle(stand, second, counting: [Self.narrow])
    #expect(try ReportStore(stand.db).report(first)?.status == .superseded)
  }

  @Test("Those that correct none add up")
  func addUp() async throws {
    let stand = try await stand()
    try await settle(stand, stand.report(Self.wide), counting: [Self.wide])
    try await settle(stand, stand.report(Self.narrow), counting: [Self.wide, Self.narrow])
  }

  @Test("One that was never accepted may be corrected; it counts for nothing, and not later either")
  func neverAccepted() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.wide)
    let second = try stand.report(Self.narrow, supersedes: first)
    try await settle(stand, second, counting: [Self.narrow])
    #expect(throws: Transaction.Refusal.self) { try stand.accept(first) }
    #expect(throws: Transaction.Refusal.self) { try ReportDecision(stand.db).reject(first, reason: "late") }
  }

  @Test("A correction of a correction that nobody accepted takes the place of the first")
  func chain() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.wide)
    try await settle(stand, first, counting: [Self.wide])
    let second = try stand.report(Self.narrow, supersedes: first)
    let last = ["2026-10,spotify,DE,free,QZLL22600002,2500,9,USD"]
    let third = try stand.report(last, supersedes: second)
    try await settle(stand, third, counting: [last])
    let store = ReportStore(stand.db)
    #expect(try store.report(first)?.status == .superseded)
    #expect(try store.report(second)?.status == .superseded)
    #expect(throws: Transaction.Refusal.self) { try stand.accept(second) }
    #expect(try store.page(status: .superseded).map(\.id) == [second, first])
  }

  @Test("Of two corrections of one report only one counts")
  func rivals() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.wide)
    let second = try stand.report(Self.narrow, supersedes: first)
    let third = try stand.report(Self.narrow + Self.narrow, supersedes: first)
    try await settle(stand, second, counting: [Self.narrow])
    let refusal = #expect(throws: Transaction.Refusal.self) { try stand.accept(third) }
    #expect(refusal?.description.contains("report \(second) is accepted in the place") == true)
    #expect(throws: ImportError.self) {
      try stand.report(["2026-10,spotify,US,free,QZLL22600001,1,1,USD"], supersedes: first)
    }
  }

  @Test("Accepting again changes nothing, nor does comparing or rejecting afterwards; rejected ones may be accepted")
  func again() async throws {
    let stand = try await stand()
    let report = try stand.report(Self.wide)
    try ReportDecision(stand.db).reject(report, reason: "too late")
    #expect(try ReportStore(stand.db).report(report)?.status == .rejected)
    try await settle(stand, report, counting: [Self.wide])
    let lines = try stand.lines(report)
    try stand.play(["QZLL22600001 2026-10-05 spotify US premium 77"])
    try stand.accept(report)
    try ReportMatch(stand.db).run(report)
    #expect(throws: Transaction.Refusal.self) { try ReportDecision(stand.db).reject(report, reason: "no") }
    #expect(try stand.lines(report) == lines)
    #expect(try stand.db.query("SELECT FROM acceptances").count == 1)
    #expect(try stand.db.query("SELECT FROM platform_report_decisions").count == 2)
  }

  @Test("A correction speaks of every month and platform of what it corrects, and names one that is there")
  func wrongCorrections() async throws {
    let stand = try await stand()
    let first = try stand.report(Self.wide + ["2026-09,spotify,US,free,QZLL22600001,1,1,USD"])
    let rows = try stand.importedRows()
    func refusal(_ rows: [String], _ corrected: Int32) -> String {
      (#expect(throws: ImportError.self) { try stand.report(rows, supersedes: corrected) })?.description ?? ""
    }
    #expect(refusal(Self.narrow, first).contains("also speaks of spotify in 2026-09"))
    #expect(refusal(Self.narrow, 99).contains("no report 99"))
    #expect(refusal(Self.wide + ["2026-09,spotify,US,free,QZLL22600001,1,1,USD"], first).contains("cannot name itself"))
    #expect(try stand.importedRows() == rows)
  }

  @Test("Two who accept, compare, post or import the same at once do it once")
  func atOnce() async throws {
    for turn in 0..<4 {
      let stand = try await stand()
      let rows = Self.wide + (0..<200).map { "2026-10,spotify,GB,free,QZLL2260000\($0 % 5),\($0),\($0).5,USD" }
      let path = try stand.path("same.csv", Stand.header + rows.joined(separator: "\n") + "\n")
      let (url, today) = (stand.url, Stand.today)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask {
            _ = try await onThread { try ReportImport(databaseURL: url, formats: .shipped).run(path: path) }
          }
        }
        try await group.waitForAll()
      }
      #expect(try stand.importedRows() == [1, 1, Int64(rows.count)])
      let report = try #require(try ReportStore(stand.db).page().first?.id)
      try stand.play(["QZLL22600001 2026-10-05 spotify US premium \(turn + 1)"])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask { try await onThread { try ReportDecision(Connection(url: url)).accept(report) } }
          group.addTask { try await onThread { try ReportMatch(Connection(url: url)).run(report) } }
          group.addTask { _ = try await onThread { try PostingRun(Connection(url: url), today: today).run(nil) } }
        }
        try await group.waitForAll()
      }
      #expect(try stand.db.query("SELECT FROM acceptances").count == 1)
      #expect(try stand.db.query("SELECT FROM platform_report_decisions").count == 1)
      try stand.post()
      let outcome = try Verification(stand.db).run()
      #expect(outcome.isProven && outcome.pending == 0, "\(outcome.differences)")
      let fresh = try await self.stand()
      try fresh.play(["QZLL22600001 2026-10-05 spotify US premium \(turn + 1)"])
      try fresh.accept(fresh.report(rows))
      try fresh.post()
      #expect(try stand.owed() == fresh.owed())
    }
  }
}

/// Runs something that blocks on a thread of its own.
private func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
