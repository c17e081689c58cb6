import Answers
import ArgumentParser
import Schemas

struct ProposalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proposals", abstract: "What one person proposed and another has to confirm.",
    discussion: "Whoever gives the same command, as another person, confirms it and carries it out.")

  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func run() async throws {
    try await ask(Proposals(), format) { answer in
      Table(
        columns: ["id", "act", "about", "words", "by", "until"],
        rows: answer.proposals.map {
          ["\($0.id)", $0.act, $0.subject, $0.content, $0.proposed_by_name, $0.expires_at.spelling]
        },
        numeric: [0])
    }
  }
}
