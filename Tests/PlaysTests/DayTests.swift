import Foundation
import Plays
import Testing

@Suite("A day")
struct DayTests {
  private var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    return calendar
  }

  @Test("Every day from 1970 to 2100 is the one Foundation's calendar has")
  func againstCalendar() throws {
    let calendar = calendar
    for number in Int32(0)...47_846 {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
      let (year, month, dayOfMonth) = (parts.year!, parts.month!, parts.day!)
      let day = try #require(Day(year: year, month: month, day: dayOfMonth))
      guard day.number == number else {
        Issue.record("\(year)-\(month)-\(dayOfMonth) is number \(number), not \(day.number)")
        return
      }
      guard day.period == Period(year: year, month: month), Day(day.description) == day, Day(number: number) == day
      else {
        Issue.record("\(year)-\(month)-\(dayOfMonth): period \(day.period), text \(day)")
        return
      }
    }
    #expect(Day(number: 47_846).description == "2100-12-31")
  }

  @Test(
    "A day is written with four, two and two digits",
    arguments: ["1970-01-01", "2026-10-17", "2000-02-29", "0001-01-01", "9999-12-31"])
  func text(text: String) throws {
    #expect(try #require(Day(text)).description == text)
  }

  @Test(
    "What the calendar has not is no day",
    arguments: [
      "", "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-10-00",
      "2026-10-32",
      "2026-1-1", "26-10-17", "2026/10/17", "20261017", "2026-10-17T00:00:00Z", " 2026-10-17", "2026-10-17 ", "2026-10",
      "２026-10-17", "-026-10-17", "0000-01-01", "0000-12-31", "2026-+1-17", "12026-10-17",
    ])
  func refused(text: String) {
    #expect(Day(text) == nil)
  }

  @Test(
    "February has 29 days in leap years only", arguments: [(2023, 28), (2024, 29), (1900, 28), (2000, 29), (2100, 28)])
  func february(year: Int, length: Int) {
    #expect(Day(year: year, month: 2, day: length) != nil)
    #expect(Day(year: year, month: 2, day: length + 1) == nil)
    #expect(Period(year: year, month: 2)?.last.description.hasSuffix("-02-\(length)") == true)
  }

  @Test("Days are counted forwards and back", arguments: [-400, -31, -1, 0, 1, 28, 366, 10_000])
  func advanced(days: Int) throws {
    let start = try #require(Day("2026-10-17"))
    #expect(start.advanced(by: days).number == start.number + Int32(days))
    #expect(start.advanced(by: days).advanced(by: -days) == start)
  }

  @Test("Days are ordered")
  func order() throws {
    #expect(try #require(Day("2026-09-30")) < #require(Day("2026-10-01")))
    #expect(try #require(Day("1969-12-31")).number == -1)
  }
}
