import Answers
import ArgumentParser
import Money
import Schemas

struct WeekOnWeekCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "week-on-week", abstract: "The last full week beside the week before it, Monday to Sunday in UTC.")

  @OptionGroup var filters: EarningsFilters
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func run() async throws {
    try await ask(WeekOnWeek(filters.query, in: filters.currency), format) { answer in
      Table(
        ["from", "to"],
        [answer.first.before, answer.first.week].map { (["\($0.first.from)", "\($0.first.to)"], $0.second) })
    }
  }
}
