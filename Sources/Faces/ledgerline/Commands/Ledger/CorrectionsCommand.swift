import Answers
import ArgumentParser
import Ledger
import Money
import Schemas
import Store

extension LedgerCommand {
  struct Corrections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Changes of closed periods that somebody agreed to, the newest first.",
      discussion: "Each was imported or published with --corrects-closed; its sums are posted in the open month.")

    @Option(help: "Corrections at most.") var limit = 20
    @Option(help: "Only those before this number.") var before: Int32?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...100).contains(limit) else { throw ValidationError("--limit is from 1 to 100") }
    }

    func run() async throws {
      try await ask(AgreedCorrections(before: before, limit: limit), format) { answer in
        Table(
          columns: [
            "correction", "agreed_at", "by", "kind", "source", "period", "of", "key", "currency", "difference",
          ],
          rows: answer.corrections.flatMap { item in
            item.changes.map {
              [
                "\(item.correction)", item.agreed_at.spelling, item.agreed_by_name, item.kind.rawValue, item.source,
                "\($0.period)", $0.by.rawValue, $0.key, $0.currency.code, "\($0.difference)",
              ]
            }
          },
          numeric: [0, 9])
      }
    }
  }
}
