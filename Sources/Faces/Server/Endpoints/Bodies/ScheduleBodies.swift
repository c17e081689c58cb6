import Ledger
import Foundation
import Money
import Plays
import Postgres
import Schedules
import Schemas
import Statements
import Store

/// A schedule as it is shown: over the API and on the command line.
package struct ScheduleBody: Codable, Sendable {
  /// A period that is due and was not done.
  package struct Due: Codable, Sendable {
    package let period: Period
    package let due_at: Time
    package let waits_for_close: Bool
  }

  package let schedule: String
  package let version: Int
  package let day, time, time_zone: String
  /// One of the three.
  package let everyone: Bool?
  package let label: String?
  package let payees: [String]?
  package let formats: [String]
  package let folder: String
  package let enabled: Bool
  package let first_period: String
  package let due: [Due]
  /// Left out where the schedule is paused.
  package let next_period, next_due: String?
  package let last_run: ScheduleRunBody?
  /// The latest period first; where one schedule is asked for.
  package internal(set) var runs: [ScheduleRunBody]?

  init(_ record: ScheduleStore.Record, due items: [ScheduleAgenda.Item], last: ScheduleRunBody?, now: Int64) {
    let plan = record.schedule
    schedule = plan.name
    version = record.version
    (day, time, time_zone) = (plan.time.dayText, plan.time.timeText, plan.time.zone)
    switch plan.recipients {
    case .everyone: (everyone, label, payees) = (true, nil, nil)
    case .label(let id): (everyone, label, payees) = (nil, id, nil)
    case .payees(let ids): (everyone, label, payees) = (nil, nil, ids)
    }
    formats = plan.formats.map(\.rawValue)
    folder = plan.folder.description
    enabled = record.isEnabled
    first_period = "\(record.firstPeriod)"
    due = items.map {
      Due(period: $0.period, due_at: Time(seconds: $0.dueAt), waits_for_close: $0.waits)
    }
    let next = record.isEnabled ? plan.next(after: now, from: record.firstPeriod) : nil
    next_period = next.map { "\($0)" }
    next_due = next.map { RFC3339.text(seconds: plan.due($0)) }
    last_run = last
  }

  /// - Parameter now: seconds since 1970.
  package static func all(_ db: Connection, now: Int64) throws -> [ScheduleBody] {
    let last = try ScheduleRunStore(db).last()
    let agenda = try ScheduleAgenda(db, now: now)
    return try ScheduleStore(db).all().map { record in
      let name = record.schedule.name
      return ScheduleBody(
        record, due: agenda.due.filter { $0.record.schedule.name == name },
        last: try last[name].map { try .whole(db, $0, failures: 100) }, now: now)
    }
  }

  /// One with its runs, and who failed in them; `nil` where there is none.
  package static func one(_ db: Connection, _ name: String, now: Int64) throws -> ScheduleBody? {
    guard let record = try ScheduleStore(db).record(name) else { return nil }
    let runs = try ScheduleRunStore(db).runs(name, limit: 24).map { try ScheduleRunBody.whole(db, $0, failures: 1_000) }
    var body = ScheduleBody(
      record, due: try ScheduleAgenda(db, now: now, schedule: name).due, last: runs.first, now: now)
    body.runs = runs
    return body
  }
}

/// A run of a schedule.
package struct ScheduleRunBody: Codable, Sendable {
  package struct Failure: Codable, Sendable {
    package let payee, currency, reason: String
  }

  package let period, state: String
  package let version, attempt: Int
  package let started_at: String
  package let finished_at: String?
  /// Statements that were delivered, and those that were not.
  package let issued, failed: Int
  package let failures: [Failure]

  /// A run with who failed in it; of very many the first, in the order of their ids.
  package static func whole(
    _ db: Connection, _ run: ScheduleRunStore.Run, failures limit: Int = 1_000
  ) throws -> ScheduleRunBody {
    let failed =
      run.failed == 0
      ? [] : try ScheduleRunStore(db).results(run.schedule, run.period, failedOnly: true, limit: limit)
    return ScheduleRunBody(run, failures: failed)
  }

  private init(_ run: ScheduleRunStore.Run, failures: [ScheduleRunStore.Result]) {
    period = "\(run.period)"
    state = run.state.rawValue
    version = run.version
    attempt = run.attempt
    started_at = RFC3339.text(microseconds: run.startedAt)
    finished_at = run.finishedAt.map { RFC3339.text(microseconds: $0) }
    issued = run.issued
    failed = run.failed
    self.failures = failures.map {
      Failure(payee: $0.place.payee, currency: $0.place.currency.code, reason: $0.reason ?? "")
    }
  }
}
