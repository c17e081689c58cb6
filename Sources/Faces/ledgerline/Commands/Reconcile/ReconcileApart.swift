import Answers
import ArgumentParser
import Money
import PlatformReports

extension ReconcileCommand {
  struct Apart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Rows of a report's file that are no income: passed on, paid out, or left out by the format.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Begin behind this line: the next of the answer before.") var after: Int32?
    @Option(help: "Rows at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...1_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000") }
    }

    func run() async throws {
      let answer = try await ask(RowsApart(id, after: after, limit: limit), format) { answer in
        Table(
          columns: ["line", "kind", "amount", "currency", "rule"],
          rows: answer.rows.map {
            ["\($0.line)", $0.kind.rawValue, $0.amount ?? "", $0.currency?.code ?? "", $0.rule]
          },
          numeric: [0, 2])
      }
      if let next = answer.next { Terminal.note("there are more: --after \(next)") }
    }
  }
}
