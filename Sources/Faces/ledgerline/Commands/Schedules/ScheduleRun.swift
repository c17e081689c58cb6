import Answers
import ArgumentParser
import Plays

extension SchedulesCommand {
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Do the run of a schedule now, or everything that is due.",
      discussion: """
        With a name and --period: also one that was done, where what failed or is missing is tried again. Without: what
        is due and was not done, as a server would; for cron, where none runs. The exit code is 1 where a payee failed.
        """)

    @Argument(help: "The schedule; none for all that is due.") var name: String?
    @Option(help: "The period, as 2026-10.") var period: Period?
    @Option(help: "The folder below which schedules deliver; LEDGERLINE_DELIVER_TO unless told.") var deliverTo: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (name == nil) == (period == nil) else {
        throw ValidationError("name a schedule and its --period, or neither for all that is due")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let folder = deliveryFolder(deliverTo, try await Settings.load())
      let failed: Bool
      if let name, let period {
        let run = try await carryOut(RunSchedule(name, period, deliverTo: folder), as: person, format) { run in
          Self.table([(name, run)])
        }
        failed = run.failed > 0
      } else {
        let answer = try await carryOut(RunDueSchedules(deliverTo: folder), as: person, format) { answer in
          Self.table(answer.runs.map { ($0.schedule, $0.run) })
        }
        for refusal in answer.refused { Terminal.note(refusal) }
        for item in answer.waiting { Terminal.note("\(item) is due, and waits until the period is closed") }
        failed = !answer.refused.isEmpty || answer.runs.contains { $0.run.failed > 0 }
      }
      if failed { throw ExitCode(1) }
    }

    private static func table(_ runs: [(schedule: String, run: ScheduleRunAnswer)]) -> Table {
      Table(
        columns: ["schedule"] + RunRows.columns,
        rows: runs.flatMap { schedule, run in RunRows.rows(run).map { [schedule] + $0 } },
        numeric: Set(RunRows.numeric.map { $0 + 1 }))
    }
  }
}
