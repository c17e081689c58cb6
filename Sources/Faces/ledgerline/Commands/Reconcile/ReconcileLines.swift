import Answers
import ArgumentParser
import Foundation
import Ledger
import Money
import Plays
import Reconciliation
import Schemas
import StatementExport
import Store

/// Conditions on the lines of a comparison.
struct ReconciliationFilter: ParsableArguments {
  @Option(help: "Only lines of this status.") var status: LineStatus?
  @Option(help: "Only this platform.") var platform: String?
  @Option(help: "Only this country.") var country: Country?
  @Option(help: "Only this recording.") var isrc: ISRC?

  var filter: ComparisonStore.Filter {
    ComparisonStore.Filter(platform: platform, country: country, isrc: isrc, status: status)
  }
}

extension LineStatus: ExpressibleByArgument {}

extension ReconcileCommand {
  struct Lines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The lines of a report's comparison, in their order.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @OptionGroup var filter: ReconciliationFilter
    @Option(help: "Only those behind this line.") var after: Int32?
    @Option(help: "How many at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000; export has them all") }
    }

    func run() async throws {
      let answer = try await ask(ComparedLines(id, filter.filter, after: after, limit: limit), format) { answer in
        Table(
          columns: [
            "line", "period", "platform", "country", "tier", "isrc", "status", "currency", "estimated", "reported",
            "variance",
          ],
          rows: answer.lines.map { answered in
            let (line, figures) = (answered.first, answered.second)
            return [
              "\(line.line)", "\(line.period)", line.platform, "\(line.country)", line.tier ?? "*", line.isrc ?? "",
              line.status.rawValue, line.currency.code, "\(figures.estimated)", "\(figures.reported)",
              "\(figures.variance)",
            ]
          },
          numeric: [0, 8, 9, 10])
      }
      if let next = answer.next { Terminal.note("there are more: --after \(next)") }
    }
  }

  struct Line: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A line's sources: the file's rows, our plays by day, what is posted.")

    @Argument(help: "The report's number, as list shows it.") var id: Int32
    @Argument(help: "The line's number, as lines shows it.") var line: Int32
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(LineSources(id, line: line), format) { answer in
        var rows: [[String]] = []
        for row in answer.rows {
          rows.append(["file", "line \(row.line)", "\(row.units)", "\(row.amount)", row.currency.code])
        }
        for day in answer.plays { rows.append(["plays", "\(day.day)", "\(day.plays)", "", ""]) }
        for posting in answer.postings {
          rows.append([
            "books", "transaction \(posting.transaction)", "\(posting.plays)", "\(posting.gross)",
            posting.currency?.code ?? "",
          ])
        }
        return Table(columns: ["source", "where", "units", "amount", "currency"], rows: rows, numeric: [2, 3])
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every line of a report's comparison to a file, as CSV or XLSX.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @OptionGroup var filter: ReconciliationFilter
    @Option(help: "The file: .csv or .xlsx.") var to: String
    @Flag(help: "Of CSV: every field as it is, also what a spreadsheet would run as a formula.") var raw = false
    @OptionGroup var person: Person

    func validate() throws {
      guard ["csv", "xlsx"].contains((to as NSString).pathExtension) else {
        throw ValidationError("--to ends in .csv or .xlsx")
      }
    }

    func run() async throws {
      let (id, filter, path) = (id, filter.filter, to)
      let ending = (path as NSString).pathExtension
      let format = ReconciliationExport.Format(rawValue: ending == "csv" && raw ? "csv-raw" : ending)!
      try await Database.with(Settings.load(), Undertaking(.export, to: "reconciliation \(id)", as: person)) {
        database in
        try ReconciliationExport(database.connect()).write(id, filter, format, to: path)
        Terminal.note("wrote \(path)")
      }
    }
  }
}
