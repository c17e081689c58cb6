import Answers
import ArgumentParser
import Money
import Plays

extension ReconcileCommand {
  struct Accuracy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How near the estimates of each market came to what was reported, period by period.",
      discussion: """
        From the comparisons of accepted reports, in the contracts' currencies, without recordings that are not ours.
        Percentages are of the estimate: above zero where more is reported, empty where nothing was estimated.
        """)

    @Option(help: "Only this platform.") var platform: String?
    @Option(help: "The first period, as 2026-08.") var from: Period?
    @Option(help: "The last period.") var to: Period?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let answer = try await ask(EstimateAccuracy(platform: platform, from: from, to: to), format) { answer in
        Table(
          columns: [
            "platform", "country", "tier", "currency", "period", "estimated_units", "reported_units", "units_percent",
            "estimated", "reported", "money_percent",
          ],
          rows: answer.markets.flatMap(Self.rows), numeric: Set(5...10))
      }
      if answer.markets.isEmpty { Terminal.note("no accepted report speaks of these periods") }
    }

    private static func rows(_ market: EstimateAccuracy.Answer.Market) -> [[String]] {
      func row(_ period: String, _ figures: EstimateAccuracy.Answer.Figures) -> [String] {
        [
          market.platform, "\(market.country)", market.tier, market.currency.code, period, figures.estimated_units,
          figures.reported_units, figures.units_percent ?? "", "\(figures.estimated)", "\(figures.reported)",
          figures.money_percent ?? "",
        ]
      }
      let months = market.periods.map { row("\($0.period)", $0.figures) }
      return months.count > 1 ? months + [row("all", market.total)] : months
    }
  }
}
