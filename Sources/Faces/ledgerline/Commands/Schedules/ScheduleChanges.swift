import Answers
import ArgumentParser

extension SchedulesCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record schedules: a folder of YAML files, or one. All or none; the same again changes nothing.")
    @Argument(help: "A folder or a file.") var path: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(ImportSchedules(path: path), as: person, format) { answer in
        Table(columns: ["new or changed"], rows: answer.changed.map { [$0] })
      }
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Have a schedule rest.")
    @Argument(help: "Its name.") var name: String

    @OptionGroup var person: Person

    func run() async throws {
      _ = try await carryOut(PauseSchedule(name), as: person)
      Terminal.note("\(name) rests")
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have a schedule go on. What became due meanwhile is done then, each period once.")
    @Argument(help: "Its name.") var name: String

    @OptionGroup var person: Person

    func run() async throws {
      _ = try await carryOut(ResumeSchedule(name), as: person)
      Terminal.note("\(name) goes on")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a schedule away. Its runs stay on record.")
    @Argument(help: "Its name.") var name: String

    @OptionGroup var person: Person

    func run() async throws {
      _ = try await carryOut(RemoveSchedule(name), as: person)
      Terminal.note("\(name) is taken away")
    }
  }
}
