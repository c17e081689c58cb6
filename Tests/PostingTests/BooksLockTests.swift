import Ledger
import Money
import Plays
import Posting
import Postgres
import Store
import TestSupport
import Testing

/// Who writes to the books waits while somebody else does.
@Suite("The lock of the books")
struct BooksLockTests {
  private static let lock = "SELECT pg_advisory_xact_lock(hashtext('ledgerline books'))"

  /// Whether the work waits for whoever has the books, and whether the books are sound when it has ended.
  private func waits(_ sample: Sample, _ work: @escaping @Sendable (Connection) throws -> Void) async throws -> Bool {
    let url = sample.url
    let waited = try await Holder(url, Self.lock).isAwaited { try work(Connection(url: url)) }
    #expect(try Verification(sample.db).run().isProven)
    return waited
  }

  @Test("A posting waits for it, and posts what whoever was before it has left")
  func posting() async throws {
    let sample = try await Sample(posted: false)
    #expect(try await waits(sample) { _ = try PostingRun($0, today: Sample.today).run() })
    #expect(try LedgerStore(sample.db).head().number > 0)
    #expect(try sample.post().isEmpty, "it posted everything")
  }

  @Test("Closing a period waits for it")
  func closing() async throws {
    let sample = try await Sample()
    let first = try #require(try PeriodStore(sample.db).firstOpen())
    #expect(
      try await waits(sample) { _ = try PeriodClose($0, today: Sample.today).close(first, reason: "test") })
    #expect(try PeriodStore(sample.db).status(of: first) == .closed)
  }

  @Test("A payment, a receipt, a transaction by hand and a reversal wait for it")
  func bookkeeping() async throws {
    let sample = try await Sample()
    let (dollars, ten) = (Currency("USD")!, try Amount("10"))
    #expect(
      try await waits(sample) {
        _ = try Bookkeeping($0, today: Sample.today).payment(
          payee: "art-000", ten, dollars, date: Sample.today, reference: "P-1", reason: "test")
      })
    #expect(
      try await waits(sample) {
        _ = try Bookkeeping($0, today: Sample.today).receipt(
          platform: "spotify", ten, dollars, date: Sample.today, reference: "R-1")
      })
    #expect(
      try await waits(sample) {
        _ = try Bookkeeping($0, today: Sample.today).record(
          date: Sample.today, reason: "goodwill", reference: "M-1",
          entries: [Entry(.fee, dollars, ten), Entry(.payeePayable("art-000"), dollars, -ten)])
      })
    let number = try LedgerStore(sample.db).head().number
    #expect(
      try await waits(sample) {
        _ = try Bookkeeping($0, today: Sample.today).reverse(number, reason: "a slip of the pen")
      })
    #expect(try LedgerStore(sample.db).head().number == number + 1)
  }

  @Test("Two postings at once post everything once")
  func twice() async throws {
    let sample = try await Sample(posted: false)
    let url = sample.url
    let posted = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<4 {
        group.addTask {
          let pool = ConnectionPool(url: url, options: .init(applicationName: "posting \(number)"), size: 1)
          defer { pool.close() }
          return try await pool.withConnection { try PostingRun($0, today: Sample.today).run().transactions.count }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(posted.filter { $0 > 0 }.count == 1, "\(posted)")
    #expect(try LedgerStore(sample.db).head().number == Int64(posted.reduce(0, +)))
    #expect(try Verification(sample.db).run().isProven)
  }
}
