import Postgres
import ReportMatching
import Store
import TestSupport
import Testing

/// Who decides on a report waits while somebody else compares it, or writes to the books.
@Suite("Locks of reports")
struct LockTests {
  private static let books = "SELECT pg_advisory_xact_lock(hashtext('ledgerline books'))"
  private static let queue = "SELECT pg_advisory_xact_lock(hashtext('ledgerline accepted reports'))"

  private func waits(
    _ url: String, for script: String, _ work: @escaping @Sendable (Connection) throws -> Void
  ) async throws -> Bool {
    try await Holder(url, script).isAwaited { try work(Connection(url: url)) }
  }

  private func report() async throws -> (url: String, number: Int32) {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    try Month.loadPlays(url)
    let number = try ReportImport(databaseURL: url, formats: .shipped).run(
      path: "\(Month.inputs)/report-spotify-2026-10.csv"
    ).report.id
    return (url, number)
  }

  @Test("Comparing waits for who compares or decides on the same report, and not for those of another")
  func matching() async throws {
    let (url, number) = try await report()
    let compare: @Sendable (Connection) throws -> Void = { try ReportMatch($0).run(number) }
    func lock(_ report: Int32) -> String { "SELECT pg_advisory_xact_lock(hashtext('ledgerline report'), \(report))" }
    #expect(try await waits(url, for: lock(number), compare))
    #expect(try await !waits(url, for: lock(number + 1), compare))
  }

  @Test("Rejecting and accepting wait for the books; accepting also for its turn among the accepted")
  func deciding() async throws {
    let (url, number) = try await report()
    #expect(try await waits(url, for: Self.books) { try ReportDecision($0).reject(number, reason: "not ours") })
    #expect(try await waits(url, for: Self.books) { try ReportDecision($0).accept(number) })
    let (other, second) = try await report()
    #expect(try await waits(other, for: Self.queue) { try ReportDecision($0).accept(second) })
    let (third, last) = try await report()
    #expect(
      try await waits(third, for: "SELECT pg_advisory_xact_lock(hashtext('ledgerline report'), \(last))") {
        try ReportDecision($0).accept(last)
      })
  }
}
