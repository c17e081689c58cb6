import Foundation
import Ingest
import Ledger
import Money
import Plays
import Postgres
import Posting
import Statements
import Store
import TestSupport
import Testing

/// Postings of the worked month, and of what comes after it.
@Suite("Postings")
struct PostingRunTests {
  private let play =
    #"{"isrc":"QZLL22600004","played_at":"2026-10-31T23:59:59Z","platform":"spotify","country":"DE","tier":"premium","plays":1000}"#

  @Test("The first posting of a month is its accrual; again there is nothing to post, and nothing is written")
  func first() async throws {
    let sample = try await Sample(posted: false)
    let posted = try sample.post(Sample.october)
    #expect(posted.map(\.transaction.kind) == [.advance, .advance, .advance, .royalties], "those dated up to October")
    #expect(posted.last?.transaction.cause == .accrual)
    #expect(posted.last?.transaction.accountingDate == Day("2026-10-31"))
    let head = try LedgerStore(sample.db).head()
    #expect(try sample.post(Sample.october).isEmpty)
    #expect(try LedgerStore(sample.db).head() == head)
    #expect(try sample.post().map(\.transaction.earningPeriod) == [nil, Sample.november])
  }

  @Test("Plays of a month that is over and posted are late, and only their line is posted")
  func latePlays() async throws {
    let sample = try await Sample()
    try sample.play(play)
    let posted = try sample.post()
    let transaction = try #require(posted.first?.transaction)
    #expect(posted.count == 1 && transaction.cause == .latePlays && transaction.evidence.lineCount == 1)
    // 1000 x 0.004189463 EUR, 15 % fee, halves; the contract is in EUR.
    #expect(
      transaction.entries.map { "\($0.account.code) \($0.amount)" } == [
        "fee:distribution -0.628419450000", "payee:art-001:estimated -1.780521775000",
        "payee:lab-quay:estimated -1.780521775000", "platform:spotify:accrued 4.189463000000",
      ])
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("While a month is not over, what is added to it is still accrual")
  func accrual() async throws {
    let sample = try await Sample(posted: false)
    try sample.post(on: Day("2026-10-20")!)
    try sample.play(play)
    let posted = try sample.post(Sample.october, on: Day("2026-10-31")!)
    #expect(posted.map(\.transaction.cause) == [.accrual])
    try sample.play(play.replacing("1000", with: "2"))
    #expect(try sample.post(on: Day("2026-11-01")!).last?.transaction.cause == .accrual, "the month's last")
    try sample.play(play.replacing("1000", with: "3"))
    #expect(try sample.post(on: Day("2026-11-01")!).last?.transaction.cause == .latePlays)
  }

  @Test("A difference of a closed month is posted in the open one, tagged with the month it was earned in")
  func closedMonth() async throws {
    let sample = try await Sample()
    try sample.close(through: Sample.october)
    let october = try AccountStore(sample.db).balances(.init(accountingDate: Sample.october.last))
    try sample.play(play)
    let transaction = try #require(try sample.post().first?.transaction)
    #expect(transaction.earningPeriod == Sample.october && transaction.accountingDate == Sample.today)
    #expect(try AccountStore(sample.db).balances(.init(accountingDate: Sample.october.last)) == october)
    let settlement = try PayeeBalances(sample.db).settlements(Sample.november)[
      .init(payee: "art-001", currency: Currency("EUR")!)]
    #expect(settlement?.activity.adjustments == (try Amount("1.780521775")))
  }

  @Test("An exchange rate that arrives releases what waited for it, under the cause fx")
  func fx() async throws {
    let sample = try await Sample()
    #expect(try sample.balance("suspense:fx", "JPY") == -(try Amount("20874.37810755")))
    try sample.fx("2026-10,JPY,EUR,0.00620000")
    let posted = try sample.post()
    #expect(posted.map(\.transaction.cause) == [.fx])
    #expect(try sample.balance("suspense:fx", "JPY") == .zero)
    // Again with another rate: the difference alone.
    try sample.fx("2026-10,JPY,EUR,0.00630000")
    let again = try #require(try sample.post().first?.transaction)
    #expect(again.cause == .fx && !again.entries.contains { $0.account == .suspenseFX })
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("Each kind of change at once is posted under its own cause, and names the versions that it used")
  func causes() async throws {
    let sample = try await Sample()
    try sample.play(play)
    try sample.fx("2026-10,USD,EUR,0.93000000")
    let folder = try TemporaryFolder()
    try folder.write("spotify/2026-10-16.v2.csv", "country,tier,currency,rate\n*,*,USD,0.002\n")
    try folder.write(
      "C-2.yaml",
      """
      contract: C-2
      currency: EUR
      effective_from: '2026-01-01'
      covers: {label: lab-quay}
      fee_percent: '10'
      shares: [{payee: lab-quay, percent: '40'}, {payee: '@artist', percent: '60'}]
      """)
    let reference = ReferenceImport(sample.db)
    try FileManager.default.createDirectory(atPath: "\(folder.path)/rates", withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: "\(folder.path)/spotify", toPath: "\(folder.path)/rates/spotify")
    _ = try reference.rateTables(path: "\(folder.path)/rates")
    _ = try reference.contracts(path: "\(folder.path)/C-2.yaml")
    let posted = try sample.post(Sample.october).map(\.transaction)
      .sorted { Cause.allCases.firstIndex(of: $0.cause!)! < Cause.allCases.firstIndex(of: $1.cause!)! }
    #expect(posted.map(\.cause) == [.latePlays, .rate, .contract, .fx])
    #expect(
      posted.map { "\($0.versions!)" } == [
        "rates=6;fx=11;contracts=4;reports=0", "rates=7;fx=11;contracts=4;reports=0",
        "rates=7;fx=11;contracts=5;reports=0", "rates=7;fx=12;contracts=5;reports=0",
      ])
    #expect(posted[0].evidence.lineCount == 1)
    // A rate does not move fees and shares alone; a contract does not move gross.
    #expect(!posted[2].entries.contains { $0.account.platform != nil })
    #expect(try sample.post(Sample.october).isEmpty)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A month first posted after a version has changed names the versions that it used")
  func versionsOfNewTracks() async throws {
    let sample = try await Sample(posted: false)
    // One track posted by the versions of today, and then another by those of tomorrow.
    try sample.db.run(script: "CREATE TABLE kept AS SELECT * FROM ledger_pending WHERE period = '2026-10-01'")
    try sample.db.run(script: "DELETE FROM ledger_pending WHERE track_id <> 1")
    try sample.post(Sample.october)
    try sample.db.run(
      script:
        "INSERT INTO ledger_pending SELECT epoch - 1, period, track_id, by_catalog FROM kept ON CONFLICT DO NOTHING")
    try sample.fx("2026-10,JPY,EUR,0.00620000")
    let posted = try sample.post(Sample.october).map(\.transaction)
    #expect(posted.allSatisfy { "\($0.versions!)".contains("fx=12") || $0.evidence.lineCount == 0 })
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A track that goes to another artist takes its plays along, under the cause catalog")
  func catalog() async throws {
    let sample = try await Sample()
    let before = try sample.balance("payee:art-003:estimated", "EUR")
    let text = try String(contentsOfFile: "\(Month.inputs)/catalog.csv", encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline)
    let moved = rows[12].replacing("art-003,AC/DÓ", with: "art-000,Luna Mar")
    try sample.withFile("catalog.csv", "\(rows[0])\n\(moved)\n") {
      _ = try ReferenceImport(sample.db).catalog(path: $0)
    }
    let posted = try sample.post().map(\.transaction)
    #expect(posted.map(\.cause) == [.catalog, .catalog])
    #expect(try sample.balance("payee:art-003:estimated", "EUR") > before, "less is owed")
    #expect(try sample.balance("payee:art-000:estimated", "EUR") < .zero)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("Advances are posted once, those of later days wait, and what was taken back is not posted again")
  func advances() async throws {
    let sample = try await Sample(posted: false)
    try sample.post(on: Day("2026-09-15")!)
    #expect(try sample.balance("payee:art-000:recoupable", "USD") == (try Amount("40")))
    #expect(try sample.balance("payee:art-001:recoupable", "EUR") == .zero)
    let first = try #require(try LedgerStore(sample.db).transaction(reference: "advance:ADV-1"))
    _ = try Bookkeeping(sample.db, today: Sample.today).reverse(first.link.number, reason: "not paid out")
    try sample.post()
    #expect(try sample.balance("payee:art-000:recoupable", "USD") == .zero)
    #expect(try sample.balance("payee:art-001:recoupable", "EUR") == (try Amount("12.5")))
  }

  @Test("Two at once take turns: the books are those of one")
  func twoAtOnce() async throws {
    let sample = try await Sample(posted: false)
    let url = sample.url
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await onThread { _ = try PostingRun(Connection(url: url), today: Sample.today).run() }
        }
      }
      try await group.waitForAll()
    }
    #expect(try LedgerStore(sample.db).head().number == 6)
    #expect(try Verification(sample.db).run().isProven)
  }
}

/// Runs what blocks on a thread of its own.
func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
    Thread { done.resume(with: Result { try body() }) }.start()
  }
}
