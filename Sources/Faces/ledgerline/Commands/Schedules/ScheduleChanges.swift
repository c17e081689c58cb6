import ArgumentParser
import Ledger
import Schedules
import Store

extension SchedulesCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record schedules: a folder of YAML files, or one. All or none; the same again changes nothing.")
    @Argument(help: "A folder or a file.") var path: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      let changed: [String]
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (path, format) = (path, format)
      try await Database.with(Settings.load(), Undertaking(.writeSchedule, to: path, as: person)) { database in
        let changed = try ScheduleImport(database.connect()).run(path: path, now: SchedulesCommand.now)
        try Report(columns: ["new or changed"], rows: changed.map { [$0] }, json: Body(changed: changed)).print(format)
      }
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Have a schedule rest.")
    @Argument(help: "Its name.") var name: String

    @OptionGroup var person: Person

    func run() async throws {
      let name = name
      try await Database.with(Settings.load(), Undertaking(.pauseSchedule, to: name, as: person)) {
        guard try ScheduleStore($0.connect()).enable(name, false) else { throw SchedulesCommand.unknown(name) }
        Terminal.note("\(name) rests")
      }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have a schedule go on. What became due meanwhile is done then, each period once.")
    @Argument(help: "Its name.") var name: String

    @OptionGroup var person: Person

    func run() async throws {
      let name = name
      try await Database.with(Settings.load(), Undertaking(.resumeSchedule, to: name, as: person)) {
        guard try ScheduleStore($0.connect()).enable(name, true) else { throw SchedulesCommand.unknown(name) }
        Terminal.note("\(name) goes on")
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a schedule away. Its runs stay on record.")
    @Argument(help: "Its name.") var name: String

    @OptionGroup var person: Person

    func run() async throws {
      let name = name
      try await Database.with(Settings.load(), Undertaking(.removeSchedule, to: name, as: person)) {
        guard try ScheduleStore($0.connect()).remove(name) else { throw SchedulesCommand.unknown(name) }
        Terminal.note("\(name) is taken away")
      }
    }
  }
}
