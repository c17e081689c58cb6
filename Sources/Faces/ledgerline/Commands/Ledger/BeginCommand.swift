import Answers
import ArgumentParser
import Plays

extension LedgerCommand {
  struct Begin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name the month in which the books begin, or show it.",
      discussion: """
        Plays of earlier months are counted and shown, and earlier advances listed; nothing of them is posted, and no
        earlier month has to be closed. Until it is named, `serve` posts nothing by itself. It can be named anew while the
        books are empty.
        """)

    @Argument(help: "The month, as 2026-07; shown unless told.") var period: Period?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      let table: @Sendable (Beginning.Answer) -> Table = { answer in
        Table(
          columns: ["what", "of", "figure"],
          rows: [["the books begin in", answer.begins.map { "\($0)" } ?? "", ""]]
            + answer.earlier_plays.map { ["plays not posted", "\($0.period)", "\($0.plays)"] }
            + answer.earlier_advances.map {
              ["\($0.kind) not posted", "\($0.payee) \($0.date) \($0.reference)", "\($0.amount) \($0.currency)"]
            },
          numeric: [2])
      }
      if let period {
        _ = try await carryOut(BeginBooks(period), as: person, format, table: table)
        Terminal.note("the books begin in \(period)")
      } else {
        try await ask(Beginning(), format, table: table)
      }
    }
  }
}
