import ArgumentParser
import Earnings
import Money
import Plays
import Postgres
import Store

struct EarningsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earnings", abstract: "Estimated earnings: plays times the rate in force, exact to 12 decimals.")

  @Option(help: "Group by \(Dimension.allCases.map(\.rawValue).joined(separator: ", ")).") var by = Dimension.artist
  @Option(help: "The first day, as 2026-10-01.") var from: Day?
  @Option(help: "The last day, included.") var to: Day?
  @Option(help: "Only this platform.") var platform: String?
  @Option(help: "Only this country.") var country: Country?
  @Option(help: "Only this tier.") var tier: String?
  @Option(help: "Only this artist's tracks, by id.") var artist: String?
  @Option(help: "Only this label's tracks, by id.") var label: String?
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func validate() throws {
    if let from, let to, to < from { throw ValidationError("--to is before --from") }
  }

  struct Body: Encodable {
    struct Row: Encodable {
      let key, name: String
      let plays, unrated_plays: Int64
      let gross: [String: String]
    }
    let status = "estimated"
    let rows: [Row]
  }

  func run() async throws {
    var query = EarningsQuery()
    query.groupBy = by
    query.from = from
    query.to = to
    query.platform = platform.map(Market.code)
    query.country = country
    query.tier = tier.map(Market.code)
    query.artist = artist
    query.label = label
    let (question, format) = (query, format)
    try await Database.with(Settings.load()) { database in
      let db = try database.connect()
      let rows = try db.snapshot { try EarningsStore(db).rows(question, RateStore(db).book()) }
      let currencies = Set(rows.flatMap { $0.earnings.gross.amounts.keys }).sorted()
      try Report(
        columns: ["key", "name", "plays", "unrated"] + currencies.map { "estimated \($0)" },
        rows: rows.map { row in
          let gross = row.earnings.gross
          return [row.key, row.name, "\(row.earnings.plays)", "\(row.earnings.unratedPlays)"]
            + currencies.map { gross.amounts[$0]?.description ?? "" }
        },
        numeric: Set(2..<4 + currencies.count),
        json: Body(
          rows: rows.map { row in
            Body.Row(
              key: row.key, name: row.name, plays: row.earnings.plays, unrated_plays: row.earnings.unratedPlays,
              gross: Dictionary(
                uniqueKeysWithValues: row.earnings.gross.sorted.map { ($0.currency.code, $0.amount.description) }))
          })
      ).print(format)
    }
  }
}

extension Dimension: ExpressibleByArgument {}

extension Day: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Country: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
