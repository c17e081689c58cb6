import Answers
import ArgumentParser
import Store

extension ReconcileCommand {
  struct Inbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Files that came through a watched folder, the newest first, and what became of each.")

    @Option(help: "Only those of this outcome: taken, known, waiting or refused.") var outcome: InboxStore.Outcome?
    @Option(help: "Only those before this one: the next of the answer before.") var before: Int32?
    @Option(help: "Files at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...1_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000") }
    }

    func run() async throws {
      let answer = try await ask(InboxFiles(outcome: outcome, before: before, limit: limit), format) { answer in
        Table(
          columns: ["number", "file", "account", "outcome", "reconciliation", "reason"],
          rows: answer.files.map {
            [
              "\($0.number)", $0.name, $0.account ?? "", $0.outcome.rawValue,
              $0.reconciliation.map { "\($0)" } ?? "", $0.reason ?? "",
            ]
          },
          numeric: [0, 4])
      }
      if let next = answer.next { Terminal.note("there are more: --before \(next)") }
    }
  }
}

extension InboxStore.Outcome: ExpressibleByArgument {}
