import ArgumentParser
import Plays
import Postgres
import Reconciliation
import Server
import Store

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

    func validate() throws {
      if let from, let to, to < from { throw ValidationError("--to is before --from") }
    }

    func run() async throws {
      let (platform, from, to, format) = (platform.map(Market.code), from, to, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let markets = try AccuracyStore(db).markets(platform: platform, from: from, to: to)
        if markets.isEmpty {
          try requirePlatform(platform, db)
          Terminal.note("no accepted report speaks of these periods")
        }
        let body = AccuracyBody(markets)
        try Report(
          columns: [
            "platform", "country", "tier", "currency", "period", "estimated_units", "reported_units", "units_percent",
            "estimated", "reported", "money_percent",
          ],
          rows: body.markets.flatMap(Self.rows), numeric: Set(5...10), json: body
        ).print(format)
      }
    }

    private static func rows(_ market: AccuracyBody.Market) -> [[String]] {
      func row(_ period: String, _ figures: AccuracyBody.Figures) -> [String] {
        [
          market.platform, market.country, market.tier, market.currency, period, figures.estimated_units,
          figures.reported_units, figures.units_percent ?? "", figures.estimated, figures.reported,
          figures.money_percent ?? "",
        ]
      }
      let months = market.periods.map { row($0.period, $0.figures) }
      return months.count > 1 ? months + [row("all", market.total)] : months
    }
  }
}
