import Ledger
import Money
import Plays
import Postgres
import Refusals
import Schedules
import Schemas
import Statements
import Store

/// A schedule as it is shown.
package struct ScheduleAnswer: Codable, Sendable {
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
  package let formats: [Schedule.Format]
  package let folder: String
  package let enabled: Bool
  package let first_period: Period
  package let due: [Due]
  /// Left out where the schedule is paused.
  package let next_period: Period?
  package let next_due: Time?
  package let last_run: ScheduleRunAnswer?
  /// The latest period first; where one schedule is asked for.
  package private(set) var runs: [ScheduleRunAnswer]?

  private init(
    _ record: ScheduleStore.Record, due items: [ScheduleAgenda.Item], last: ScheduleRunAnswer?, now: Int64
  ) {
    let plan = record.schedule
    schedule = plan.name
    version = record.version
    (day, time, time_zone) = (plan.time.dayText, plan.time.timeText, plan.time.zone)
    switch plan.recipients {
    case .everyone: (everyone, label, payees) = (true, nil, nil)
    case .label(let id): (everyone, label, payees) = (nil, id, nil)
    case .payees(let ids): (everyone, label, payees) = (nil, nil, ids)
    }
    formats = plan.formats
    folder = plan.folder.description
    enabled = record.isEnabled
    first_period = record.firstPeriod
    due = items.map { Due(period: $0.period, due_at: Time(seconds: $0.dueAt), waits_for_close: $0.waits) }
    next_period = record.isEnabled ? plan.next(after: now, from: record.firstPeriod) : nil
    next_due = next_period.map { Time(seconds: plan.due($0)) }
    last_run = last
  }

  /// Schedules by name.
  ///
  /// - Parameter now: seconds since 1970.
  static func all(_ db: Connection, now: Int64) throws -> [ScheduleAnswer] {
    let last = try ScheduleRunStore(db).last()
    let agenda = try ScheduleAgenda(db, now: now)
    return try ScheduleStore(db).all().map { record in
      let name = record.schedule.name
      return ScheduleAnswer(
        record, due: agenda.due.filter { $0.record.schedule.name == name },
        last: try last[name].map { try ScheduleRunAnswer($0, db, failures: 100) }, now: now)
    }
  }

  /// One schedule with its runs, and who failed in them.
  ///
  /// - Throws: `Refused` where there is none.
  init(_ name: String, _ db: Connection, now: Int64) throws {
    guard let record = try ScheduleStore(db).record(name) else { throw Self.missing(name) }
    let runs = try ScheduleRunStore(db).runs(name, limit: 24).map { try ScheduleRunAnswer($0, db) }
    self.init(record, due: try ScheduleAgenda(db, now: now, schedule: name).due, last: runs.first, now: now)
    self.runs = runs
  }

  static func missing(_ name: String) -> Refused { .missing("schedule", name) }
}

/// A run of a schedule.
package struct ScheduleRunAnswer: Codable, Sendable {
  package struct Failure: Codable, Sendable {
    package let payee: String
    package let currency: Currency
    package let reason: String
  }

  package let period: Period
  package let state: ScheduleRunStore.State
  package let version, attempt: Int
  package let started_at: Time
  package let finished_at: Time?
  /// Statements that were delivered, and those that were not.
  package let issued, failed: Int
  package let failures: [Failure]

  /// A run with who failed in it; of very many the first, in the order of their ids.
  init(_ run: ScheduleRunStore.Run, _ db: Connection, failures limit: Int = 1_000) throws {
    period = run.period
    state = run.state
    version = run.version
    attempt = run.attempt
    started_at = Time(shown: run.startedAt)
    finished_at = run.finishedAt.map { Time(shown: $0) }
    issued = run.issued
    failed = run.failed
    let failed =
      run.failed == 0
      ? [] : try ScheduleRunStore(db).results(run.schedule, run.period, failedOnly: true, limit: limit)
    failures = failed.map {
      Failure(payee: $0.place.payee, currency: $0.place.currency, reason: $0.reason ?? "")
    }
  }
}
