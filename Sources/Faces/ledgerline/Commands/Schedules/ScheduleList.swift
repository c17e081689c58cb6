import Answers
import ArgumentParser
import Money
import Plays
import Schemas
import Statements
import Store

extension SchedulesCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Schedules: when each is due next, and how its last run ended.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(AllSchedules(), format) { answer in
        Table(
          columns: [
            "schedule", "for", "day", "time", "time_zone", "formats", "folder", "next_due", "due", "last_period",
            "last_state", "failed",
          ],
          rows: answer.schedules.map(Self.row), numeric: [11])
      }
    }

    private static func row(_ schedule: ScheduleAnswer) -> [String] {
      let last = schedule.last_run
      return [
        schedule.schedule, recipients(schedule), schedule.day, schedule.time, schedule.time_zone,
        schedule.formats.map(\.rawValue).joined(separator: " "), schedule.folder,
        schedule.enabled ? schedule.next_due?.spelling ?? "" : "paused",
        schedule.due.map { $0.waits_for_close ? "\($0.period) (open)" : "\($0.period)" }.joined(separator: " "),
        last.map { "\($0.period)" } ?? "", last?.state.rawValue ?? "", last.map { "\($0.failed)" } ?? "",
      ]
    }

    private static func recipients(_ schedule: ScheduleAnswer) -> String {
      if let label = schedule.label { return "label \(label)" }
      return schedule.payees.map { $0.count == 1 ? $0[0] : "\($0.count) payees" } ?? "everyone"
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A schedule's runs, and who failed in them.",
      discussion: "As a table or csv: a row for each run, and one for each payee that failed in it. JSON has all of it."
    )
    @Argument(help: "Its name.") var name: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let schedule = try await ask(OneSchedule(name), format) { schedule in
        Table(columns: RunRows.columns, rows: (schedule.runs ?? []).flatMap(RunRows.rows), numeric: RunRows.numeric)
      }
      guard format == .table else { return }
      for due in schedule.due {
        Terminal.note(
          "\(due.period) is due since \(due.due_at.spelling)\(due.waits_for_close ? ", and waits for its close" : "")")
      }
      guard let (period, due) = schedule.next_period.flatMap({ period in schedule.next_due.map { (period, $0) } })
      else {
        return Terminal.note("\(name) rests")
      }
      Terminal.note("\(period) is due on \(due.spelling)")
    }
  }

  /// A run as rows: itself, and each payee that failed.
  enum RunRows {
    static let columns = ["period", "state", "attempt", "finished", "issued", "failed", "payee", "currency", "reason"]
    static let numeric: Set<Int> = [2, 4, 5]

    @Sendable static func rows(_ run: ScheduleRunAnswer) -> [[String]] {
      [
        [
          "\(run.period)", run.state.rawValue, "\(run.attempt)", run.finished_at?.spelling ?? "", "\(run.issued)",
          "\(run.failed)", "", "", "",
        ]
      ]
        + run.failures.map { ["\(run.period)", "", "", "", "", "", $0.payee, $0.currency.code, $0.reason] }
    }
  }
}
