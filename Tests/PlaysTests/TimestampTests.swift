import Foundation
import Plays
import Seeded
import Testing

@Suite("The time of a play")
struct TimestampTests {
  private func second(_ text: String) throws(QuarantineReason) -> UInt32 {
    try decoded(EventText().with("played_at", "\"\(text)\"").json).second
  }

  @Test(
    "All spellings of one moment are one second",
    arguments: [
      "2026-10-17T07:31:47Z", "2026-10-17t07:31:47z", "2026-10-17 07:31:47Z", "2026-10-17T07:31:47",
      "2026-10-17 07:31:47",
      "2026-10-17T07:31:47.806Z", "2026-10-17T07:31:47.8", "2026-10-17T07:31:47.999999999Z",
      "2026-10-17T07:31:47+00:00",
      "2026-10-17T07:31:47-00:00", "2026-10-17T09:31:47+02:00", "2026-10-17T09:31:47+0200", "2026-10-17T09:31:47+02",
      "2026-10-17T09:31:47 +02:00", "2026-10-17T07:31:47 Z", "2026-10-17T02:01:47-05:30", "2026-10-17 09:31:47.5 +0200",
      "2026-10-16T23:31:47-08:00", "2026-10-17T07:31:47,806Z",
    ])
  func spellings(text: String) throws {
    #expect(try second(text) == 1_792_222_307)
  }

  @Test("An offset may move a play into another day")
  func dayBoundary() throws {
    func day(_ text: String) throws(QuarantineReason) -> Day { Day(number: Int32(try second(text) / 86_400)) }
    #expect(try day("2026-10-17T00:30:00+02:00").description == "2026-10-16")
    #expect(try day("2026-10-16T23:30:00-02:00").description == "2026-10-17")
    #expect(try day("2026-10-01T01:59:59+02:00").period.description == "2026-09")
    #expect(try day("2026-10-17T00:00:00Z").description == "2026-10-17")
    #expect(try day("2026-10-16T23:59:59.999Z").description == "2026-10-16")
  }

  @Test("A leap second stays in its minute, so in its day")
  func leapSecond() throws {
    #expect(try second("2016-12-31T23:59:60Z") == second("2016-12-31T23:59:59Z"))
    #expect(try second("2016-12-31T23:59:60.5Z") == second("2016-12-31T23:59:59Z"))
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "now", "2026-10-17", "2026-10-17T07:31", "2026-10-17T07:31Z", "2026-10-17T07:31:4", "20261017T073147Z",
      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-10-32T00:00:00Z", "2026-10-00T00:00:00Z",
      "2026-02-29T00:00:00Z",
      "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-10-17T24:00:00Z", "2026-10-17T07:60:00Z",
      "2026-10-17T07:31:61Z",
      "2026-10-17T07:31:47+24:00", "2026-10-17T07:31:47+02:60", "2026-10-17T07:31:47+2:00", "2026-10-17T07:31:47+02:",
      "2026-10-17T07:31:47+02:0", "2026-10-17T07:31:47+", "2026-10-17T07:31:47 ", "2026-10-17T07:31:47.",
      "2026-10-17T07:31:47.Z",
      "2026-10-17T07:31:47ZZ", "2026-10-17T07:31:47Z ", " 2026-10-17T07:31:47Z", "2026-10-17T07:31:47 UTC",
      "2026/10/17 07:31:47",
      "2026-10-17_07:31:47", "2026-10-17T07.31.47Z", "１026-10-17T07:31:47Z", "-2026-10-17T07:31:47Z", "1792222307",
      "1792222307806", "2026-10-17T07:31:47+02:00Z", "2026-W42-6T07:31:47Z",
    ])
  func refused(text: String) {
    #expect(throws: QuarantineReason.badTimestamp) { try second(text) }
  }

  @Test(
    "Times before 1970 are refused; the first second of 1970 is not",
    arguments: ["1969-12-31T23:59:59Z", "1970-01-01T00:59:59+01:00", "0000-01-01T00:00:00Z"])
  func before1970(text: String) throws {
    #expect(throws: QuarantineReason.badTimestamp) { try second(text) }
    let first = EventText().with("played_at", "\"1970-01-01T00:00:00Z\"").json
    #expect(try decoded(first, receivedAt: 3_600_000).second == 0)
  }

  @Test("A time of the API is the same, to the microsecond")
  func microseconds() {
    #expect(Timestamp.microseconds("2026-10-17T09:31:47.8061239+02:00") == 1_792_222_307_806_123)
    #expect(Timestamp.microseconds("2026-10-17T07:31:47.5Z") == 1_792_222_307_500_000)
    #expect(Timestamp.microseconds("9999-12-31T23:59:59.999999Z") == 253_402_300_799_999_999)
  }

  @Test(
    "Years that the calendar does not write are refused, not computed with",
    arguments: [
      "300000-01-01T00:00:00Z", "+300000-01-01T00:00:00Z", "9999999999999999999-01-01T00:00:00Z",
      "10000-01-01T00:00:00Z", "9999-12-31T23:59:59-00:01", "1969-12-31T23:59:59Z", "",
    ])
  func otherYears(text: String) { #expect(Timestamp.microseconds(text) == nil) }

  @Test("A play may run 24 hours ahead of our clock, not a millisecond more")
  func future() throws {
    func outcome(_ text: String) -> QuarantineReason? {
      reason(EventText().with("played_at", "\"\(text)\"").json, receivedAt: noon)
    }
    #expect(outcome("2026-10-18T12:00:00.000Z") == nil)
    #expect(outcome("2026-10-18T12:00:00.001Z") == .futureTimestamp)
    #expect(outcome("2026-10-18T14:00:00.000+02:00") == nil)
    #expect(outcome("2026-10-18T14:00:00.001+02:00") == .futureTimestamp)
    #expect(outcome("9999-12-31T23:59:59Z") == .futureTimestamp)
  }

  @Test("A play may lie ten years behind our clock, not a millisecond more: a clock that stands at 1970 was never set")
  func past() throws {
    func outcome(_ text: String) -> QuarantineReason? {
      reason(EventText().with("played_at", "\"\(text)\"").json, receivedAt: noon)
    }
    #expect(outcome("2016-10-16T12:00:00.000Z") == nil)
    #expect(outcome("2016-10-16T11:59:59.999Z") == .pastTimestamp)
    #expect(outcome("1970-01-01T00:00:00Z") == .pastTimestamp)
    #expect(outcome("1969-12-31T23:59:59Z") == .badTimestamp)
  }

  @Test("The clock is the one that is handed in")
  func clock() {
    let event = EventText().with("played_at", "\"2030-01-01T00:00:00Z\"").json
    #expect(reason(event) == .futureTimestamp)
    #expect(reason(event, receivedAt: 1_893_456_000_000) == nil)
  }

  @Test(
    "Seeded moments between 1970 and 2100 are read as Foundation's calendar has them, at any offset",
    arguments: UInt64(1)...5)
  func againstFoundation(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    func two(_ value: Int) -> String { (value < 10 ? "0" : "") + "\(value)" }
    for _ in 0..<1_000 {
      let moment = UInt32.random(in: 86_400..<4_102_444_800, using: &generator)
      let offset = Int.random(in: -1_439...1_439, using: &generator)
      // What a clock that is `offset` minutes ahead of UTC shows.
      let shown = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second],
        from: Date(timeIntervalSince1970: Double(moment) + Double(offset) * 60))
      let date = "\(shown.year!)-\(two(shown.month!))-\(two(shown.day!))"
      let time = "\(two(shown.hour!)):\(two(shown.minute!)):\(two(shown.second!))"
      let zone = (offset < 0 ? "-" : "+") + two(abs(offset) / 60) + ":" + two(abs(offset) % 60)
      let event = EventText().with("played_at", "\"\(date)T\(time)\(zone)\"").json
      #expect(try decoded(event, receivedAt: Int64(moment) * 1_000).second == moment, "\(date)T\(time)\(zone)")
    }
  }
}
