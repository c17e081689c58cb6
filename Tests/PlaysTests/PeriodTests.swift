import Foundation
import Plays
import Testing

@Suite("A period")
struct PeriodTests {
  @Test("Every month from 1970 to 2100 begins and ends with the days Foundation's calendar gives it")
  func againstCalendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    var before: Period?
    for year in 1970...2100 {
      for month in 1...12 {
        let period = try #require(Period(year: year, month: month))
        let first = calendar.date(from: DateComponents(year: year, month: month, day: 1))!
        let length = calendar.range(of: .day, in: .month, for: first)!.count
        #expect(Double(period.first.number) * 86_400 == first.timeIntervalSince1970, "\(period)")
        #expect(Int(period.last.number - period.first.number) + 1 == length, "\(period)")
        #expect(period.first.period == period)
        #expect(period.last.period == period)
        if let before {
          #expect(before.last.advanced(by: 1) == period.first)
          #expect(before < period)
        }
        before = period
      }
    }
  }

  @Test("The calendar ends where its months do")
  func ends() {
    #expect(Period("0001-01")!.advanced(by: -1) == Period("0001-01"))
    #expect(Period("9999-12")!.next == Period("9999-12"))
  }

  @Test("A period is written 2026-10 and read back", arguments: ["2026-10", "1970-01", "2100-12", "0999-09"])
  func text(text: String) throws {
    let period = try #require(Period(text))
    #expect(period.description == text)
    #expect(period == Period(year: Int(text.prefix(4))!, month: Int(text.suffix(2))!))
  }

  @Test(
    "What is not a month is no period",
    arguments: [
      "", "2026", "2026-00", "2026-13", "2026-1", "26-10", "2026/10", "2026-10-01", " 2026-10", "2026-1０", "October",
      "0000-12",
    ])
  func refused(text: String) {
    #expect(Period(text) == nil)
  }

  @Test("A month out of range is no period", arguments: [(2026, 0), (2026, 13), (-1, 1), (0, 12), (10_000, 1)])
  func outOfRange(year: Int, month: Int) {
    #expect(Period(year: year, month: month) == nil)
  }
}
