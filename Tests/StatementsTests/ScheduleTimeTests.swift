import Foundation
import Plays
import Statements
import Testing

@Suite("When a schedule is due")
struct ScheduleTimeTests {
  private static func seconds(_ text: String) throws -> Int64 {
    Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970)
  }

  /// By Python's zoneinfo and the system's time zones: the first minute at which the clocks show that time or a later one.
  private static let table: [(zone: String, period: String, day: String, time: String, due: String)] = [
    ("UTC", "2026-10", "5", "08:00", "2026-11-05T08:00:00Z"),
    ("UTC", "2026-12", "1", "00:00", "2027-01-01T00:00:00Z"),
    ("UTC", "2027-12", "28", "23:59", "2028-01-28T23:59:00Z"),
    ("UTC", "2027-01", "last", "12:00", "2027-02-28T12:00:00Z"),
    ("UTC", "2028-01", "last", "12:00", "2028-02-29T12:00:00Z"),
    ("UTC", "2099-01", "last", "12:00", "2099-02-28T12:00:00Z"),
    ("UTC", "2100-01", "last", "12:00", "2100-02-28T12:00:00Z"),
    ("UTC", "2026-03", "last", "12:00", "2026-04-30T12:00:00Z"),
    ("UTC", "2026-11", "last", "12:00", "2026-12-31T12:00:00Z"),
    ("UTC", "2026-12", "last", "00:00", "2027-01-31T00:00:00Z"),
    ("Europe/Berlin", "2026-10", "5", "08:00", "2026-11-05T07:00:00Z"),
    ("Europe/Berlin", "2026-06", "5", "08:00", "2026-07-05T06:00:00Z"),
    ("Europe/Berlin", "2026-02", "28", "08:00", "2026-03-28T07:00:00Z"),
    ("Europe/Berlin", "2026-09", "25", "02:30", "2026-10-25T00:30:00Z"),  // twice: the first
    ("Europe/Berlin", "2026-09", "25", "03:00", "2026-10-25T02:00:00Z"),
    ("Europe/Berlin", "2026-09", "25", "01:59", "2026-10-24T23:59:00Z"),
    ("Europe/Berlin", "2027-02", "28", "02:30", "2027-03-28T01:00:00Z"),  // skipped: right after the gap
    ("Europe/Berlin", "2027-02", "28", "02:00", "2027-03-28T01:00:00Z"),
    ("Europe/Berlin", "2027-02", "28", "01:59", "2027-03-28T00:59:00Z"),
    ("Europe/Berlin", "2027-02", "28", "03:00", "2027-03-28T01:00:00Z"),
    ("Europe/Berlin", "2023-12", "last", "23:59", "2024-01-31T22:59:00Z"),
    ("America/New_York", "2026-10", "1", "01:30", "2026-11-01T05:30:00Z"),
    ("America/New_York", "2027-02", "14", "02:15", "2027-03-14T07:00:00Z"),
    ("America/New_York", "2027-02", "14", "03:00", "2027-03-14T07:00:00Z"),
    ("America/Los_Angeles", "2026-11", "last", "23:30", "2027-01-01T07:30:00Z"),
    ("America/St_Johns", "2026-06", "15", "00:01", "2026-07-15T02:31:00Z"),
    ("Asia/Kolkata", "2026-10", "1", "04:00", "2026-10-31T22:30:00Z"),
    ("Asia/Kathmandu", "2026-10", "1", "00:00", "2026-10-31T18:15:00Z"),
    ("Pacific/Kiritimati", "2026-10", "1", "00:00", "2026-10-31T10:00:00Z"),
    ("Etc/GMT+12", "2026-10", "last", "23:59", "2026-12-01T11:59:00Z"),
    ("Australia/Lord_Howe", "2026-09", "4", "02:15", "2026-10-03T15:30:00Z"),  // a gap of half an hour
    ("Australia/Lord_Howe", "2027-03", "4", "01:45", "2027-04-03T14:45:00Z"),
    ("America/Sao_Paulo", "2018-10", "4", "00:00", "2018-11-04T03:00:00Z"),  // midnight is skipped
    ("America/Santiago", "2026-08", "6", "00:00", "2026-09-06T04:00:00Z"),
    ("America/Havana", "2026-02", "8", "00:30", "2026-03-08T05:00:00Z"),
    ("Pacific/Apia", "2011-11", "last", "12:00", "2011-12-30T22:00:00Z"),
    ("Europe/Moscow", "2014-09", "26", "01:30", "2014-10-25T21:30:00Z"),
    ("Asia/Tehran", "2026-10", "20", "00:00", "2026-11-19T20:30:00Z"),
  ]

  private func schedule(_ day: String, _ time: String, _ zone: String) throws -> Schedule {
    try Schedule(
      name: "s", time: MonthlyTime(day: day, time: time, zone: zone), recipients: .everyone, formats: [.json],
      folder: DeliveryFolder("s", mayBeAbsolute: false))
  }

  @Test("Month lengths, clocks set forward and back, and zones of every kind, as another program has them")
  func table() throws {
    for row in Self.table {
      let due = try schedule(row.day, row.time, row.zone).due(Period(row.period)!)
      #expect(due == (try Self.seconds(row.due)), "\(row): \(Date(timeIntervalSince1970: Double(due)))")
    }
  }

  @Test("A place that moved over the date line is right on both sides of it")
  func dateLine() throws {
    // Samoa had no 30th of December 2011.
    let time = try MonthlyTime(day: "28", time: "10:00", zone: "Pacific/Apia")
    #expect(time.moment(in: Period("2011-12")!) == (try Self.seconds("2011-12-28T20:00:00Z")))
    #expect(time.moment(in: Period("2012-01")!) == (try Self.seconds("2012-01-27T20:00:00Z")))
  }

  @Test("Moments of months follow one another in every zone, for any day and minute")
  func order() throws {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Havana"] {
      for day in ["1", "8", "14", "25", "28", "last"] {
        for time in ["00:00", "01:30", "02:30", "23:59"] {
          let schedule = try schedule(day, time, zone)
          var period = Period("2025-12")!
          for _ in 0..<30 {
            #expect(schedule.due(period) < schedule.due(period.next))
            // The next one after a moment, right before, at and after it.
            let due = schedule.due(period)
            #expect(schedule.next(after: due - 1, from: Period("2020-01")!) == period)
            #expect(schedule.next(after: due, from: Period("2020-01")!) == period.next)
            #expect(schedule.next(after: due, from: period.advanced(by: 7)) == period.advanced(by: 7))
            period = period.next
          }
        }
      }
    }
  }

  @Test("The month of a moment is that of the place's clocks")
  func month() throws {
    let moment = try Self.seconds("2026-10-31T23:30:00Z")
    #expect(try MonthlyTime(day: "1", time: "00:00", zone: "UTC").month(at: moment) == Period("2026-10"))
    #expect(try MonthlyTime(day: "1", time: "00:00", zone: "Europe/Berlin").month(at: moment) == Period("2026-11"))
    #expect(try MonthlyTime(day: "1", time: "00:00", zone: "UTC").month(at: -1) == Period("1969-12"))
  }
}
