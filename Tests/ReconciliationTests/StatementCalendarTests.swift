import Plays
import Reconciliation
import Testing

/// Which statements of an account came, and which did not.
@Suite("Calendars of statements")
struct StatementCalendarTests {
  private static func arrival(_ statement: String, _ report: Int32, _ day: String, rows: Int64 = 10)
    -> StatementCalendar.Arrival
  {
    .init(statement: Period(statement)!, report: report, day: Day(day)!, rows: rows)
  }

  private static func words(_ calendar: StatementCalendar) -> [String] {
    calendar.months.map { "\($0.statement) \($0.state.rawValue) \($0.reports) \($0.daysLate)" }
  }

  @Test("A gap is missing where a later one came, late where its day has passed, and expected before")
  func states() {
    let calendar = StatementCalendar(
      .init(),
      [
        Self.arrival("2026-05", 1, "2026-06-20"), Self.arrival("2026-07", 2, "2026-09-20", rows: 0),
        Self.arrival("2026-07", 3, "2026-09-21"), Self.arrival("2026-08", 4, "2026-09-22", rows: 0),
      ], today: Day("2026-11-24")!)
    #expect(
      Self.words(calendar) == [
        "2026-05 received [1] 0", "2026-06 missing [] 102", "2026-07 received [2, 3] 6", "2026-08 empty [4] 0",
        "2026-09 late [] 10", "2026-10 expected [] 0",
      ])
    #expect(calendar.gaps == 2)
  }

  @Test("Quarters, a first month that was said, an account that has ended, and a statement that nobody expected")
  func terms() {
    let terms = StatementCalendar.Terms(every: 3, dueDays: 10, first: Period("2025-12")!, last: Period("2026-06")!)
    let calendar = StatementCalendar(
      terms, [Self.arrival("2026-03", 1, "2026-04-10"), Self.arrival("2026-04", 2, "2026-05-30")],
      today: Day("2026-11-24")!)
    #expect(
      Self.words(calendar) == [
        "2025-12 missing [] 318", "2026-03 received [1] 0", "2026-04 received [2] 20", "2026-06 late [] 137",
      ])
    #expect(StatementCalendar(.init(), [], today: Day("2026-11-24")!).months.isEmpty)
    // One that comes before its month is over is there all the same.
    let early = StatementCalendar(.init(), [Self.arrival("2026-12", 1, "2026-11-20")], today: Day("2026-11-24")!)
    #expect(Self.words(early) == ["2026-12 received [1] 0"])
  }
}
