import Answers
import ArgumentParser
import Earnings
import Money
import Plays
import Schemas

struct EarningsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earnings", abstract: "Estimated earnings: plays times the rate in force, exact to 12 decimals.")

  @Option(help: "Group by \(Dimension.allCases.map(\.rawValue).joined(separator: ", ")); artist unless told.")
  var by: Dimension?
  @Flag(help: "Only the total, without groups.") var total = false
  @OptionGroup var days: EarningsDays
  @OptionGroup var filters: EarningsFilters
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func validate() throws {
    if total, by != nil { throw ValidationError("--total has no groups: leave --by out") }
  }

  func run() async throws {
    var query = days.query(filters)
    query.groupBy = total ? nil : by ?? .artist
    let question = EstimatedEarnings(query, in: filters.currency)
    let showsTotal = format == .table && !total
    try await ask(question, format) { answer in
      var rows = question.rows(answer).map { (cells: [$0.first.key, $0.first.name], figures: $0.second) }
      if showsTotal { rows.append((["", "in all"], answer.first.total)) }
      return Table(["key", "name"], rows)
    }
  }
}
