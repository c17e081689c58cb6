import Ledger
import Plays
import Testing

@Suite("Accounting dates")
struct AccountingCalendarTests {
  private let october = Period("2026-10")!

  private func calendar(closed: String?, today: String) -> AccountingCalendar {
    AccountingCalendar(lastClosed: closed.map { Period($0)! }, today: Day(today)!)
  }

  @Test("About an open month: today within it, else its nearer end")
  func open() {
    #expect("\(calendar(closed: nil, today: "2026-10-12").date(for: october))" == "2026-10-12")
    #expect("\(calendar(closed: "2026-09", today: "2026-11-24").date(for: october))" == "2026-10-31")
    #expect("\(calendar(closed: nil, today: "2026-09-30").date(for: october))" == "2026-10-01")
  }

  @Test("About a closed month: in the first open one")
  func closed() {
    #expect("\(calendar(closed: "2026-10", today: "2026-11-24").date(for: october))" == "2026-11-24")
    #expect("\(calendar(closed: "2026-10", today: "2026-10-31").date(for: october))" == "2026-11-01")
    #expect("\(calendar(closed: "2026-10", today: "2027-01-05").date(for: october))" == "2026-11-30")
    #expect(calendar(closed: "2026-10", today: "2026-11-24").isClosed(october))
    #expect(!calendar(closed: "2026-09", today: "2026-11-24").isClosed(october))
    #expect(!calendar(closed: nil, today: "2026-11-24").isClosed(october))
  }

  @Test("Of what happened on a day: that day, or the first day that is open")
  func happened() {
    #expect("\(calendar(closed: "2026-09", today: "2026-11-24").date(of: Day("2026-10-05")!))" == "2026-10-05")
    #expect("\(calendar(closed: "2026-10", today: "2026-11-24").date(of: Day("2026-10-05")!))" == "2026-11-01")
  }
}
