import Answers
import ArgumentParser
import Money
import Plays
import Schemas

struct EvolutionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evolution", abstract: "Plays and estimated earnings over time, by the day or the hour.",
    discussion: """
      Without --from and --to: the last 30 days, or 48 hours. Hours are of what was taken in within two days of being
      played, by artist and label. Seconds and minutes are kept by a server only: see GET /v1/evolution.
      """)

  @Option(help: "How long a point is: day or hour.") var granularity = Evolution.Granularity.day
  @Option(help: "The first moment: a day, or a time as 2026-11-01T12:00:00Z.") var from: Moment?
  @Option(help: "The last moment, included; a day is all of it.") var to: Moment?
  @OptionGroup var filters: EarningsFilters
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func run() async throws {
    let evolution = Evolution(by: granularity, from: from, to: to, filters.query, in: filters.currency)
    try await ask(evolution, format) { answer in
      Table([answer.first.granularity.rawValue], answer.first.points.map { ([$0.first.t.spelling], $0.second) })
    }
  }
}

extension Evolution.Granularity: ExpressibleByArgument {}

extension Moment: ExpressibleByArgument {
  package init?(argument: String) { self.init(spelling: argument) }
}
