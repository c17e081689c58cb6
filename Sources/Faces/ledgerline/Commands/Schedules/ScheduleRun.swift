import Answers
import ArgumentParser
import Foundation
import Ledger
import Plays
import Postgres
import Server
import Schedules
import Statements
import Store

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

    struct Body: Encodable {
      struct Item: Encodable {
        let schedule: String
        let run: ScheduleRunBody
      }
      let runs: [Item]
      /// Due, and the period is open.
      let waiting: [String]
    }

    func validate() throws {
      guard (name == nil) == (period == nil) else {
        throw ValidationError("name a schedule and its --period, or neither for all that is due")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (name, period, format) = (name, period, format)
      let settings = try await Settings.load()
      let folder = deliveryFolder(deliverTo, settings)
      let failed = try await Database.with(settings, Undertaking(.runSchedule, to: name ?? "", as: person)) {
        database in
        let db = try database.connect()
        var wanted: [(schedule: String, period: Period)] = []
        var waiting: [String] = []
        if let name, let period {
          guard try ScheduleStore(db).record(name) != nil else { throw SchedulesCommand.unknown(name) }
          wanted = [(name, period)]
        } else {
          let due = try ScheduleAgenda(db, now: SchedulesCommand.now).due
          wanted = due.filter { !$0.waits }.map { ($0.record.schedule.name, $0.period) }
          waiting = due.filter(\.waits).map { "\($0.record.schedule.name) \($0.period)" }
        }
        let runs = ScheduleRunStore(db)
        var done: [Body.Item] = []
        var refused = false
        for (schedule, period) in wanted {
          let outcome: ScheduledRun.Outcome?
          do {
            outcome = try ScheduledRun(db, today: .today, deliverTo: folder).run(schedule, period, again: name != nil)
          } catch let refusal as Transaction.Refusal where name == nil {
            // It does not stop the others.
            Terminal.note(refusal.description)
            refused = true
            continue
          }
          guard outcome != nil, let run = try runs.run(schedule, period) else {
            guard name == nil else { throw Failure("somebody is at the run of \(schedule) for \(period)") }
            continue
          }
          done.append(Body.Item(schedule: schedule, run: try .whole(db, run)))
        }
        for item in waiting { Terminal.note("\(item) is due, and waits until the period is closed") }
        try Report(
          columns: ["schedule"] + RunRows.columns,
          rows: done.flatMap { item in RunRows.rows(item.run).map { [item.schedule] + $0 } },
          numeric: Set(RunRows.numeric.map { $0 + 1 }), json: Body(runs: done, waiting: waiting)
        ).print(format)
        return refused || done.contains { $0.run.failed > 0 }
      }
      if failed { throw ExitCode(1) }
    }
  }
}
