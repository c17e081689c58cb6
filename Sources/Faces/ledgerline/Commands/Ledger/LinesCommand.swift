import Answers
import ArgumentParser
import Money
import Plays
import Schemas

extension LedgerCommand {
  struct Lines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Posted lines of a track's month, each with the rate tables or the report's rows that it follows from.")

    @Argument(help: "The track's ISRC.") var track: String
    @Option(help: "The month in which it was earned, as 2026-10.") var period: Period
    @Option(help: "How many at most.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard ISRC(track) != nil else { throw ValidationError("\"\(track)\" is not an ISRC, as QZLL22600001") }
      guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
    }

    func run() async throws {
      let answer = try await ask(LedgerLines(period, track: ISRC(track)!, limit: limit), format) { answer in
        Table(
          columns: [
            "transaction", "date", "cause", "basis", "platform", "country", "tier", "contract", "plays", "gross",
            "currency", "converted", "fee", "from",
          ],
          rows: answer.lines.map { line in
            [
              "\(line.transaction)", "\(line.date)", line.cause ?? "", line.basis.rawValue, line.platform,
              "\(line.country)", line.tier, line.contract ?? "", "\(line.plays)", "\(line.gross)",
              line.currency?.code ?? "", "\(line.converted)", "\(line.fee)",
              (line.rates.map { "\($0.table) \($0.rate)" } + line.rows.map { "report \($0.reconciliation):\($0.line)" })
                .joined(separator: ", "),
            ]
          },
          numeric: [0, 8, 9, 11, 12])
      }
      if answer.next != nil { Terminal.note("there are more: --limit") }
    }
  }
}
