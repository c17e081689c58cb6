import Ledger
import Plays
import Postgres
import Refusals
import Schedules
import Statements
import Store

/// Does the run of a schedule for a period now, also one that was done: what failed, or is missing, is tried again.
package struct RunSchedule: UseCase {
  package static let act = Act.runSchedule
  package let subject: String

  let period: Period
  let root: String?

  /// - Parameter root: the folder below which schedules deliver, where there is one.
  package init(_ name: String, _ period: Period, deliverTo root: String?) {
    subject = name
    self.period = period
    self.root = root
  }

  package func answer(_ asking: some Asking) async throws -> ScheduleRunAnswer {
    let (name, today) = (subject, asking.today)
    guard try await asking.database({ try ScheduleStore($0).record(name) }) != nil else {
      throw ScheduleAnswer.missing(name)
    }
    let run = try await asking.atLength { db in
      try ScheduledRun(db, today: today, deliverTo: root).answer(name, period, db, again: true)
    }
    guard let run else {
      throw Refused(.conflict, "Somebody is at the run of \(name) for \(period): look again later.")
    }
    return run
  }
}

/// Does the runs that are due and were not done, each once, as a server would.
package struct RunDueSchedules: UseCase {
  package struct Answer: Codable, Sendable {
    package struct Done: Codable, Sendable {
      package let schedule: String
      package let run: ScheduleRunAnswer
    }

    package let runs: [Done]
    /// Due, and the period is open.
    package let waiting: [String]
    /// Sentences of those that could not be begun: none of them stops the others.
    package let refused: [String]
  }

  package static let act = Act.runSchedule
  package let subject = ""

  let root: String?

  /// - Parameter root: the folder below which schedules deliver, where there is one.
  package init(deliverTo root: String?) {
    self.root = root
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let (now, today) = (asking.now / 1_000_000, asking.today)
    return try await asking.atLength { db in
      let due = try ScheduleAgenda(db, now: now).due
      let run = ScheduledRun(db, today: today, deliverTo: root)
      var (done, refused): ([Answer.Done], [String]) = ([], [])
      for item in due where !item.waits {
        let name = item.record.schedule.name
        do {
          if let run = try run.answer(name, item.period, db) { done.append(Answer.Done(schedule: name, run: run)) }
        } catch let refusal as Transaction.Refusal {
          refused.append(refusal.description)
        }
      }
      return Answer(
        runs: done, waiting: due.filter(\.waits).map { "\($0.record.schedule.name) \($0.period)" }, refused: refused)
    }
  }
}

extension ScheduledRun {
  /// - Returns: `nil` where somebody else is at it, or it ended.
  fileprivate func answer(
    _ name: String, _ period: Period, _ db: Connection, again: Bool = false
  ) throws -> ScheduleRunAnswer? {
    guard try run(name, period, again: again) != nil else { return nil }
    return try ScheduleRunStore(db).run(name, period).map { try ScheduleRunAnswer($0, db) }
  }
}
