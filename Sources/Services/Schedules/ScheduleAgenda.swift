import Plays
import Postgres
import Statements
import Store

/// Runs that are due at a moment and were not done, however long ago, each period of a schedule once.
package struct ScheduleAgenda: Sendable {
  package struct Item: Sendable {
    package let record: ScheduleStore.Record
    package let period: Period
    /// Seconds since 1970.
    package let dueAt: Int64
    /// The period is not closed yet: there are only drafts.
    package let waits: Bool
  }

  /// Due, the oldest period first; those that wait for a close too.
  package let due: [Item]
  /// The next moment at which something becomes due, in seconds since 1970; `nil` where no schedule is enabled.
  package let next: Int64?

  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - name: only this schedule; `nil` is all that are enabled.
  package init(_ db: Connection, now: Int64, schedule name: String? = nil) throws {
    self = try db.snapshot {
      ScheduleAgenda(
        try ScheduleStore(db).all().filter { name == nil || $0.schedule.name == name },
        ended: try ScheduleRunStore(db).ended(), begun: try ScheduleRunStore(db).begun(),
        settled: try PeriodStore(db).lastSettled(), now: now)
    }
  }

  /// - Parameters:
  ///   - ended: periods of which each schedule has a run that ended.
  ///   - begun: periods of which each schedule has a run that did not end, whoever is at it.
  ///   - settled: the last closed period.
  ///   - now: seconds since 1970.
  package init(
    _ records: [ScheduleStore.Record], ended: [String: Set<Period>], begun: [String: Set<Period>], settled: Period?,
    now: Int64
  ) {
    var due: [Item] = []
    var next: Int64?
    for record in records where record.isEnabled {
      let schedule = record.schedule
      let coming = schedule.next(after: now, from: record.firstPeriod)
      next = min(next ?? .max, schedule.due(coming))
      // One that was cut off is finished, also where somebody had begun it before its time.
      var periods = begun[schedule.name] ?? []
      var period = record.firstPeriod
      while period < coming {
        if ended[schedule.name]?.contains(period) != true { periods.insert(period) }
        period = period.next
      }
      due += periods.map { period in
        Item(
          record: record, period: period, dueAt: schedule.due(period), waits: settled.map { period > $0 } ?? true)
      }
    }
    self.due = due.sorted {
      ($0.period, $0.record.schedule.name) < ($1.period, $1.record.schedule.name)
    }
    self.next = next
  }
}
