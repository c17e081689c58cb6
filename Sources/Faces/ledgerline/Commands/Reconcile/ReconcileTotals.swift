import Answers
import ArgumentParser
import Money

extension ReconcileCommand {
  struct Totals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Totals that a report states for whole markets, and that no row has.",
      discussion: """
        Fees that do not hang on plays, deductions, exchange rates, and what the platform will pay in the end. What it owes goes
        by the final total where it is told.
        """)

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Begin behind this one: the next of the answer before.") var after: Int32?
    @Option(help: "Totals at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...1_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000") }
    }

    func run() async throws {
      let answer = try await ask(StatedTotals(id, after: after, limit: limit), format) { answer in
        Table(
          columns: [
            "summary", "period", "platform", "country", "currency", "rows", "fee", "deductions", "final total",
          ],
          rows: answer.totals.map { total in
            [
              total.summary, total.period.map { "\($0)" } ?? "", total.platform, "\(total.country)",
              total.currency.code, "\(total.rows)", total.usage_independent_fee.map { "\($0)" } ?? "",
              total.deductions.map { "\($0)" } ?? "", total.final_total.map { "\($0)" } ?? "",
            ]
          },
          numeric: [5, 6, 7, 8])
      }
      if let next = answer.next { Terminal.note("there are more: --after \(next)") }
    }
  }
}
