import ArgumentParser
import Schemas
import Server

extension SchedulesCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Schedules: when each is due next, and how its last run ended.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      let schedules: [ScheduleBody]
    }

    func run() async throws {
      let format = format
      try await Database.with(Settings.load()) { database in
        let all = try ScheduleBody.all(database.connect(), now: SchedulesCommand.now)
        try Report(
          columns: [
            "schedule", "for", "day", "time", "time_zone", "formats", "folder", "next_due", "due", "last_period",
            "last_state", "failed",
          ],
          rows: all.map {
            [
              $0.schedule, Self.recipients($0), $0.day, $0.time, $0.time_zone, $0.formats.joined(separator: " "),
              $0.folder, $0.enabled ? $0.next_due ?? "" : "paused",
              $0.due.map { $0.waits_for_close ? "\($0.period) (open)" : "\($0.period)" }.joined(separator: " "),
              $0.last_run?.period ?? "", $0.last_run?.state ?? "", $0.last_run.map { "\($0.failed)" } ?? "",
            ]
          },
          numeric: [11], json: Body(schedules: all)
        ).print(format)
      }
    }

    private static func recipients(_ schedule: ScheduleBody) -> String {
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
      let (name, format) = (name, format)
      try await Database.with(Settings.load()) { database in
        guard let body = try ScheduleBody.one(database.connect(), name, now: SchedulesCommand.now) else {
          throw SchedulesCommand.unknown(name)
        }
        if format == .table {
          for due in body.due {
            Terminal.note(
              "\(due.period) is due since \(due.due_at.spelling)\(due.waits_for_close ? ", and waits for its close" : "")"
            )
          }
          Terminal.note(body.next_due.map { "\(body.next_period ?? "") is due on \($0)" } ?? "\(name) rests")
        }
        try Report(
          columns: RunRows.columns, rows: (body.runs ?? []).flatMap(RunRows.rows), numeric: RunRows.numeric, json: body
        ).print(format)
      }
    }
  }

  /// A run as rows: itself, and each payee that failed.
  enum RunRows {
    static let columns = ["period", "state", "attempt", "finished", "issued", "failed", "payee", "currency", "reason"]
    static let numeric: Set<Int> = [2, 4, 5]

    static func rows(_ run: ScheduleRunBody) -> [[String]] {
      [
        [
          run.period, run.state, "\(run.attempt)", run.finished_at ?? "", "\(run.issued)", "\(run.failed)", "", "", "",
        ]
      ]
        + run.failures.map { [run.period, "", "", "", "", "", $0.payee, $0.currency, $0.reason] }
    }
  }
}
