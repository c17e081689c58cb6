import Answers
import ArgumentParser
import Money
import Plays

extension StatementsCommand {
  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Figures that every payee's statement of an open period would have by the books as they are.")

    @Option(help: "The accounting period, as 2026-10.") var period: Period
    @Option(help: "Only this payee.") var payee: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    private static var figures: [(String, KeyPath<StatementPreviews.Answer.Preview, Amount>)] {
      [
        ("opening", \.opening), ("royalties", \.royalties), ("reserve_held", \.reserve_held),
        ("reserve_released", \.reserve_released), ("recouped", \.recouped), ("unrecouped", \.unrecouped),
        ("withholding", \.withholding), ("payments", \.payments), ("closing", \.closing),
        ("expected", \.expected), ("payable", \.payable), ("carried_forward", \.carried_forward),
      ]
    }

    func run() async throws {
      try await ask(StatementPreviews(period, payee: payee), format) { answer in
        Table(
          columns: ["payee", "currency"] + Self.figures.map(\.0),
          rows: answer.statements.map { preview in
            [preview.payee, preview.currency.code] + Self.figures.map { "\(preview[keyPath: $0.1])" }
          },
          numeric: Set(2..<2 + Self.figures.count))
      }
    }
  }
}
