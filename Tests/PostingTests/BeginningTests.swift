import Ingest
import Ledger
import Money
import Plays
import Posting
import Postgres
import Statements
import Store
import TestSupport
import Testing

@Suite("Where the books begin")
struct BeginningTests {
  private func refusal(_ body: () throws -> Void) -> String {
    (#expect(throws: Transaction.Refusal.self) { try body() })?.description ?? ""
  }

  private func begin(_ sample: Sample, _ period: Period) throws {
    try BooksBeginning(sample.db, today: Sample.today).name(period)
  }

  @Test("Earlier plays and advances are known and not posted, and no earlier month has to be closed")
  func earlier() async throws {
    let sample = try await Sample(posted: false)
    try begin(sample, Sample.november)
    let posted = try sample.post()
    #expect(posted.allSatisfy { $0.transaction.accountingDate >= Sample.november.first })
    #expect(!posted.isEmpty && posted.allSatisfy { $0.transaction.earningPeriod != Sample.october })
    let store = BeginningStore(sample.db)
    let plays = try sample.db.query("SELECT sum(plays)::bigint FROM plays_daily WHERE day < '2026-11-01'")[0].int(0)
    let told = try store.plays(before: Sample.november)
    #expect(plays > 0 && told.reduce(0) { $0 + $1.plays } == plays)
    let advances = try AdvanceStore(sample.db).all(before: Sample.november.first)
    #expect(!advances.isEmpty)
    let inBooks = try sample.db.query("SELECT count(*) FROM ledger_transactions WHERE kind = 'advance'")[0].int(0)
    let due = try sample.db.query("SELECT count(*) FROM advances WHERE date <= '2026-11-24'")[0].int(0)
    #expect(inBooks + Int64(advances.count) == due)
    // Late plays of them neither.
    try sample.play(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"US","plays":700}"#)
    #expect(try sample.post().isEmpty)
    #expect(refusal { try sample.post(Sample.october) }.contains("the books begin in 2026-11"))
    #expect(try PeriodStore(sample.db).firstOpen() == Sample.november)
    // What a posting now would add is nothing, so the live balance is that of the books.
    let balances = try LiveBalance(sample.db, today: Sample.today).waterfalls("art-001", Sample.november)
    let settled = try PayeeBalances(sample.db).settlements(Sample.november, payee: "art-001")
    #expect(!balances.isEmpty)
    #expect(balances.allSatisfy { settled[.init(payee: "art-001", currency: $0.currency)] == $0.waterfall.settlement })
    let december = Day("2026-12-02")!
    try BooksClock.set(sample.db, "\(december)")
    #expect(
      refusal { _ = try PeriodClose(sample.db, today: december).close(Sample.october, reason: "test") }
        .contains("begin in 2026-11"))
    #expect(try PeriodClose(sample.db, today: december).close(Sample.november, reason: "test") > 0)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("Money dated before it is refused in words; the database refuses what goes around them")
  func money() async throws {
    let sample = try await Sample(posted: false)
    try begin(sample, Sample.november)
    let books = Bookkeeping(sample.db, today: Sample.today)
    let day = Day("2026-10-31")!
    #expect(
      refusal {
        _ = try books.payment(
          payee: "art-001", try Amount("1"), Currency("EUR")!, date: day, reference: "P", reason: "test")
      }.contains("the books begin in 2026-11"))
    let error = #expect(throws: PostgresError.self) {
      try LedgerStore(sample.db).exclusively {
        try LedgerStore(sample.db).append([
          Transaction(
            kind: .manual, accountingDate: day, reference: "manual:x", reason: "x",
            entries: [Entry(.cash, Currency("EUR")!, Amount("1")), Entry(.fee, Currency("EUR")!, -Amount("1"))])
        ])
      }
    }
    #expect(error?.description.contains("in which the books begin") == true)
  }

  @Test("It is named anew while the books are empty, and stands once they are not")
  func naming() async throws {
    let sample = try await Sample(posted: false)
    let store = BeginningStore(sample.db)
    #expect(try store.beginning() == nil && !store.hasBegun())
    #expect(refusal { try begin(sample, Period("2026-12")!) }.contains("has not begun"))
    #expect(refusal { try begin(sample, Period("1970-01")!) }.contains("more than ten years ago"))
    try begin(sample, Sample.october)
    try begin(sample, Sample.november)
    #expect(try store.beginning()?.period == Sample.november && store.hasBegun())
    try sample.post()
    try begin(sample, Sample.november)
    #expect(refusal { try begin(sample, Sample.october) }.contains("the books began in 2026-11"))
    #expect(throws: PostgresError.self) { try sample.db.query("UPDATE books_beginning SET period = '2026-10-01'") }
    #expect(throws: PostgresError.self) { try sample.db.query("DELETE FROM books_beginning") }
  }

  @Test("Books that were posted by hand have begun with what is in them")
  func implied() async throws {
    let sample = try await Sample()
    let store = BeginningStore(sample.db)
    #expect(try store.beginning() == nil && store.hasBegun())
    let first = try #require(try store.firstPosted())
    #expect(refusal { try begin(sample, first.next) }.contains("cannot begin after it"))
    try begin(sample, first)
    #expect(try sample.post().isEmpty)
  }
}
