import ArgumentParser
import Ledger
import Foundation
import Money
import Plays
import Postgres
import StatementExport
import Store

/// Which lines of a comparison.
struct ReconciliationFilter: ParsableArguments {
  @Option(help: "matched, within_tolerance, over, under, missing_in_report, not_estimated or not_ours.") var status:
    String?
  @Option(help: "Only this platform.") var platform: String?
  @Option(help: "Only this country.") var country: String?
  @Option(help: "Only this recording.") var isrc: String?

  static let statuses = [
    "matched", "within_tolerance", "over", "under", "missing_in_report", "not_estimated", "not_ours",
  ]

  func validate() throws {
    if let status, !Self.statuses.contains(status) {
      throw ValidationError("--status is one of \(Self.statuses.joined(separator: ", "))")
    }
  }

  var filter: ReconciliationStore.Filter {
    var filter = ReconciliationStore.Filter()
    filter.status = status
    filter.platform = platform
    filter.country = country
    filter.isrc = isrc.map { ISRC($0)?.description ?? $0 }
    return filter
  }
}

extension ReconcileCommand {
  struct Lines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The lines of a report's comparison, in their order.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @OptionGroup var filter: ReconciliationFilter
    @Option(help: "Only those behind this line.") var after: Int32 = 0
    @Option(help: "How many at most.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Line: Encodable {
        let line: Int32
        let period, platform, country, status: String
        let tier, isrc: String?
        let figures: VarianceBody
      }
      let lines: [Line]
    }

    func validate() throws {
      guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000; export has them all") }
    }

    func run() async throws {
      let (id, filter, after, limit, format) = (id, filter.filter, after, limit, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        guard try PlatformReportStore(db).report(id) != nil else { throw Failure("there is no reconciliation \(id)") }
        let lines = try ReconciliationStore(db).lines(id, filter, after: after, limit: limit)
        try Report(
          columns: [
            "line", "period", "platform", "country", "tier", "isrc", "status", "currency", "estimated", "reported",
            "variance",
          ],
          rows: lines.map {
            [
              "\($0.number)", "\($0.period)", $0.platform, $0.country, $0.tier ?? "*", $0.isrc ?? "", $0.status,
              $0.currency.code, "\($0.figures.estimated)", "\($0.figures.reported)", "\($0.figures.variance)",
            ]
          },
          numeric: [0, 8, 9, 10],
          json: Body(
            lines: lines.map {
              Body.Line(
                line: $0.number, period: "\($0.period)", platform: $0.platform, country: $0.country, status: $0.status,
                tier: $0.tier, isrc: $0.isrc,
                figures: VarianceBody(key: "\($0.number)", $0.currency, lines: 1, $0.figures))
            })
        ).print(format)
        if lines.count == limit { Terminal.note("there may be more: --after \(lines.last!.number)") }
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

    func validate() throws {
      guard ["csv", "xlsx"].contains((to as NSString).pathExtension) else {
        throw ValidationError("--to ends in .csv or .xlsx")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (id, filter, path) = (id, filter.filter, to)
      let ending = (path as NSString).pathExtension
      let format = ReconciliationExport.Format(rawValue: ending == "csv" && raw ? "csv-raw" : ending)!
      try await Database.with(Settings.load(), Undertaking(.export, to: "reconciliation \(id)", as: person)) {
        database in
        let db = try database.connect()
        guard try PlatformReportStore(db).report(id) != nil else { throw Failure("there is no reconciliation \(id)") }
        try ReconciliationExport(db).write(id, filter, format, to: path)
        Terminal.note("wrote \(path)")
      }
    }
  }
}
