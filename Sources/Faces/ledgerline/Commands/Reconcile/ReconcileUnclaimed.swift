import Answers
import ArgumentParser
import Money

extension ReconcileCommand {
  struct Unclaimed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reported money that nobody is known to own, by what the reports call it.",
      discussion: """
        The oldest first. Once a catalog is imported that knows the ISRC, the barcode or the platform's id, it goes to the
        recording with the next posting.
        """)

    @Option(help: "How many at most.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
    }

    func run() async throws {
      let answer = try await ask(UnclaimedMoney(limit: limit), format) { answer in
        Table(
          columns: [
            "reconciliation", "period", "platform", "country", "isrc", "upc", "external_id", "units", "amount",
            "currency",
            "since", "age",
          ],
          rows: answer.unclaimed.map {
            [
              "\($0.reconciliation)", "\($0.period)", $0.platform, "\($0.country)", $0.isrc ?? "", $0.upc ?? "",
              $0.external_id ?? "", "\($0.units)", "\($0.amount)", $0.currency.code, "\($0.since)", "\($0.age_days)",
            ]
          },
          numeric: [0, 7, 8, 11])
      }
      if answer.unclaimed.isEmpty { Terminal.note("all reported money has an owner") }
      if answer.more { Terminal.note("there is more: --limit") }
    }
  }
}
