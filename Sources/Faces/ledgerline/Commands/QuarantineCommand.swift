import Answers
import ArgumentParser

struct QuarantineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Events that were not accepted.",
    discussion: "`status` says how many there are, by reason, and what to do about each.", subcommands: [Replay.self])

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count what was quarantined for want of a platform's rates.",
      discussion: """
        Publish rates of the platform first. Each event leaves quarantine in the transaction that counts it, so that it is
        counted once, also when this is stopped and given again. What is still not accepted stays, under its reason of now.
        """)

    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      try await carryOut(ReplayQuarantine(), as: person, format, progress: "quarantine") { answer in
        Table(
          columns: ["replayed_events", "waiting_events"],
          rows: [["\(answer.replayed_events)", "\(answer.waiting_events)"]], numeric: [0, 1])
      }
    }
  }
}
