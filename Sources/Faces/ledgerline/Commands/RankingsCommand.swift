import Answers
import ArgumentParser
import Money
import Plays
import Schemas

struct RankingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rankings", abstract: "The most played, or those that earned most.",
    discussion: "By earnings they are compared in one currency: USD unless --currency names another.")

  @Option(help: "What is ranked: \(Ranking.Ranked.allCases.map(\.rawValue).joined(separator: ", ")).")
  var by: Ranking.Ranked
  @Option(help: "By plays or earnings.") var metric = Ranking.Metric.plays
  @Option(help: "How many at most.") var limit = 20
  @OptionGroup var days: EarningsDays
  @OptionGroup var filters: EarningsFilters
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func validate() throws {
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
  }

  func run() async throws {
    let ranking = Ranking(by: by, metric, limit: limit, days.query(filters), in: filters.currency)
    try await ask(ranking, format) { answer in
      Table(
        ["rank", "key", "name"], numeric: [0],
        answer.first.rows.map { row in
          (["\(row.first.rank)", row.second.first.key, row.second.first.name], row.second.second)
        })
    }
  }
}

extension Ranking.Ranked: ExpressibleByArgument {}
extension Ranking.Metric: ExpressibleByArgument {}
