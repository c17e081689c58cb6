import Foundation
import Money
import Plays
import Postgres
import Schedules
import Schemas
import Statements
import Store

/// A schedule as it is shown: over the API and on the command line.
public struct ScheduleBody: Codable, Sendable {
  /// A period that is due and was not done.
  public struct Due: Codable, Sendable {
    public let period: Period
    package let due_at: Time
    public let waits_for_close: Bool
  }

  public let schedule: String
  public let version: Int
  public let day, time, time_zone: String
  /// One of the three.
  public let everyone: Bool?
  public let label: String?
  public let payees: [String]?
  public let formats: [String]
  public let folder: String
  public let enabled: Bool
  public let first_period: String
  public let due: [Due]
  /// Left out where the schedule is paused.
  public let next_period, next_due: String?
  public let last_run: ScheduleRunBody?
  /// The latest period first; where one schedule is asked for.
  public internal(set) var runs: [ScheduleRunBody]?

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
  public static func all(_ db: Connection, now: Int64) throws -> [ScheduleBody] {
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
  public static func one(_ db: Connection, _ name: String, now: Int64) throws -> ScheduleBody? {
    guard let record = try ScheduleStore(db).record(name) else { return nil }
    let runs = try ScheduleRunStore(db).runs(name, limit: 24).map { try ScheduleRunBody.whole(db, $0, failures: 1_000) }
    var body = ScheduleBody(
      record, due: try ScheduleAgenda(db, now: now, schedule: name).due, last: runs.first, now: now)
    body.runs = runs
    return body
  }
}

/// A run of a schedule.
public struct ScheduleRunBody: Codable, Sendable {
  public struct Failure: Codable, Sendable {
    public let payee, currency, reason: String
  }

  public let period, state: String
  public let version, attempt: Int
  public let started_at: String
  public let finished_at: String?
  /// Statements that were delivered, and those that were not.
  public let issued, failed: Int
  public let failures: [Failure]

  /// A run with who failed in it; of very many the first, in the order of their ids.
  public static func whole(
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
