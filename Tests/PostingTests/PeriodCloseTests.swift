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

@Suite("Closing a period")
struct PeriodCloseTests {
  private func blocked(_ sample: Sample, _ period: Period, _ thresholds: PeriodClose.Thresholds = .init()) throws
    -> [String]
  {
    let error = #expect(throws: PeriodClose.Blocked.self) {
      try PeriodClose(sample.db, today: Sample.today).close(period, thresholds: thresholds)
    }
    return error?.blockers ?? []
  }

  @Test("What stands against it is listed with what to do, and nothing is changed")
  func blockers() async throws {
    let sample = try await Sample(posted: false)
    try sample.post(Sample.october)
    try sample.close(through: Period("2026-09")!)
    try sample.play(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"US","plays":7}"#)
    let blockers = try blocked(sample, Sample.october)
    for part in [
      "plays have no rate (0 allowed)", "unknown tracks", "JPY wait for an exchange rate JPY to EUR", "not posted yet",
    ] {
      #expect(blockers.contains { $0.contains(part) }, "\(part): \(blockers)")
    }
    #expect(try PeriodStore(sample.db).status(of: Sample.october) == .open)
    try sample.post()
    let allowed = try blocked(sample, Sample.october, .init(unratedPlays: 100_000, unmatchedPlays: 100))
    #expect(allowed.count == 1 && allowed[0].contains("exchange rate"), "\(allowed)")
  }

  @Test("A reason closes it all the same, and both are on record")
  func reason() async throws {
    let sample = try await Sample()
    try sample.close(through: Period("2026-09")!)
    let close = PeriodClose(sample.db, today: Sample.today)
    #expect(try close.close(Sample.october, reason: "audited by hand") == 10)
    let record = try #require(try PeriodStore(sample.db).all().first { $0.period == Sample.october })
    #expect(record.status == .closed && record.reason == "audited by hand" && record.blockers.count == 3)
    let again = #expect(throws: Transaction.Refusal.self) { try close.close(Sample.october, reason: "again") }
    #expect(again?.description.contains("closed already") == true)
  }

  @Test("A month that is not over is never closed, whatever the reason, and by neither of the two clocks")
  func notOver() async throws {
    let sample = try await Sample()
    try sample.close(through: Sample.october)
    func refusal(_ period: Period, today: Day) throws -> String {
      let refusal = #expect(throws: Transaction.Refusal.self) {
        _ = try PeriodClose(sample.db, today: today).close(period, reason: "we are in a hurry")
      }
      return refusal?.description ?? ""
    }
    for day in ["2026-11-24", "2026-11-30"] {
      #expect(
        try refusal(Sample.november, today: Day(day)!)
          == "2026-11 is not over: it ends on 2026-11-30, and can be closed from 2026-12-01 on (UTC)", "\(day)")
    }
    #expect(try refusal(Period("2027-03")!, today: Sample.today).contains("is not over"))
    // The program's clock is ahead, and the database's is not.
    #expect(try refusal(Sample.november, today: Day("2027-01-01")!).contains("is not over"))
    #expect(try PeriodStore(sample.db).status(of: Sample.november) == .open)
    try BooksClock.set(sample.db, "2026-12-01")
    #expect(try refusal(Sample.november, today: Day("2026-11-30")!).contains("is not over"))
    _ = try PeriodClose(sample.db, today: Day("2026-12-01")!).close(Sample.november, reason: "now it is over")
    #expect(try PeriodStore(sample.db).status(of: Sample.november) == .closed)
  }

  @Test("Periods close in their order")
  func order() async throws {
    let sample = try await Sample()
    let close = PeriodClose(sample.db, today: Sample.today)
    let early = #expect(throws: Transaction.Refusal.self) { try close.close(Sample.october, reason: "x") }
    #expect(early?.description.contains("2026-08 is still open") == true)
    try sample.close(through: Sample.october)
    let before = #expect(throws: Transaction.Refusal.self) { try close.close(Period("2026-01")!, reason: "x") }
    #expect(before?.description.contains("closed already, and with it every period before it") == true)
  }

  @Test("A month before the books begin is refused: every month since would have to be closed")
  func beforeTheFirst() async throws {
    let sample = try await Sample()
    let close = PeriodClose(sample.db, today: Sample.today)
    for period in ["0001-01", "2026-07"] {
      let refusal = #expect(throws: Transaction.Refusal.self) { try close.close(Period(period)!, reason: "x") }
      #expect(refusal?.description.contains("the books begin in 2026-08") == true)
    }
    #expect(try PeriodStore(sample.db).all().map(\.period).min() == Period("2026-08"))
    try sample.close(through: Sample.october)
    #expect(try PeriodStore(sample.db).lastSettled() == Sample.october)

    let empty = try Connection(url: await ScratchServer.shared.database())
    let refusal = #expect(throws: Transaction.Refusal.self) {
      try PeriodClose(empty, today: Sample.today).close(Period("1026-10")!, reason: "x")
    }
    #expect(refusal?.description.contains("more than ten years ago") == true)
    #expect(try PeriodStore(empty).all().isEmpty)
  }

  @Test("The settlements are the statements of the moment before, and the books close with them")
  func settlements() async throws {
    let sample = try await Sample()
    try sample.close(through: Period("2026-09")!)
    let preview = try PayeeBalances(sample.db).settlements(Sample.october)
    try sample.close(through: Sample.october)
    for (place, settlement) in preview {
      let books =
        try sample.balance("payee:\(place.payee):estimated", place.currency.code)
        + sample.balance("payee:\(place.payee):payable", place.currency.code)
      let later = try AccountStore(sample.db).balances(
        .init(accountingDate: Sample.october.last), prefix: "payee:\(place.payee):"
      )
      .filter {
        $0.currency == place.currency.code && ($0.account.hasSuffix("estimated") || $0.account.hasSuffix("payable"))
      }
      .reduce(Amount.zero) { $0 + $1.balance }
      #expect(-later == settlement.closing, "\(place): \(books)")
    }
    #expect(try sample.balance("tax:withholding", "EUR") == -(try Amount("71.54")))
    #expect(try sample.balance("payee:lab-north:reserve", "USD") == -(try Amount("25.530100719926")))
    #expect(try sample.balance("payee:art-002:recoupable", "USD") == (try Amount("89822.19058254557")))
    let refused = #expect(throws: Transaction.Refusal.self) { try PayeeBalances(sample.db).settlements(Sample.october) }
    #expect(refused?.description.contains("the first open period is 2026-11") == true)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A month without postings has its turn, and releases what was held until then")
  func quietMonths() async throws {
    let sample = try await Sample()
    let later = Day("2027-06-15")!
    try sample.close(through: Period("2027-03")!, on: later)
    #expect(try sample.balance("payee:lab-north:reserve", "USD") < .zero)
    // Held in October and November, each for six months.
    try sample.close(through: Period("2027-05")!, on: later)
    #expect(try sample.balance("payee:lab-north:reserve", "USD") == .zero)
    #expect(try Verification(sample.db).run().isProven)
  }

  @Test("A close that was cut off is finished by the next one; between the two, postings go to the month after")
  func cutOff() async throws {
    let sample = try await Sample()
    try sample.close(through: Period("2026-09")!)
    try LedgerStore(sample.db).exclusively {
      try PeriodStore(sample.db).beginClosing(Sample.october, reason: "cut off", blockers: [])
    }
    try sample.play(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T00:00:00Z","platform":"spotify","country":"US","plays":7}"#)
    #expect(try sample.post().first?.transaction.accountingDate.period == Sample.november)
    _ = try PeriodClose(sample.db, today: Sample.today).close(Sample.october)
    #expect(try PeriodStore(sample.db).status(of: Sample.october) == .closed)
    #expect(try PeriodStore(sample.db).all().first { $0.period == Sample.october }?.reason == "cut off")
    #expect(try Verification(sample.db).run().isProven)
  }
}
