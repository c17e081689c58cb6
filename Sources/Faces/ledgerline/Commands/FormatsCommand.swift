import Answers
import ArgumentParser
import Foundation
import Money
import PlatformReports

struct FormatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Formats of platforms' and distributors' reports, and what a file would be taken as.",
    discussion: """
      A format is a file of YAML: those that come with the program, and your own in a folder (--formats, LEDGERLINE_FORMATS).
      docs/formats.md teaches how one is written. Nothing here is stored, and no database is asked.
      """,
    subcommands: [List.self, Show.self, Check.self, Try.self])

  struct Folder: ParsableArguments {
    @Option(help: "A folder with formats of your own; LEDGERLINE_FORMATS unless told.") var formats: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func book() async throws -> (FormatBook, Settings) {
      let settings = try await Settings.load()
      return (try .installed(settings, folder: formats), settings)
    }
  }

  /// A format, as it is listed.
  struct Listed: Encodable {
    let name, title, lines: String
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every format that is read.")
    @OptionGroup var folder: Folder

    func run() async throws {
      let listed = try await folder.book().0.formats.map {
        Listed(name: $0.name, title: $0.title, lines: $0.delimiters)
      }
      try Table(columns: ["name", "lines", "title"], rows: listed.map { [$0.name, $0.lines, $0.title] }, numeric: [])
        .print(folder.format, json: listed)
    }
  }

  /// A column of a format.
  struct Column: Encodable {
    let column: String
    let meaning: String?
    let required: Bool
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A format: its columns, and what they mean.")
    @Argument(help: "Its name, as list shows it.") var name: String
    @OptionGroup var folder: Folder

    func run() async throws {
      let format = try await FormatsCommand.format(name, of: folder.book().0)
      if format.columns.isEmpty { Terminal.note("\(format.title): records, which no file of a format describes") }
      let columns = format.columns.map { Column(column: $0.name, meaning: $0.role, required: $0.isRequired) }
      try Table(
        columns: ["column", "meaning", "required"],
        rows: columns.map { [$0.column, $0.meaning ?? "not read", $0.required ? "yes" : "no"] }, numeric: []
      ).print(folder.format, json: columns)
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a file is recognised as, and why it is none of the others.")
    @Argument(help: "The file, gzip or not.") var file: String
    @OptionGroup var folder: Folder

    func run() async throws {
      let (book, settings) = try await folder.book()
      let trial = try FormatsCommand.trial(file, book, 0, settings)
      var rows = trial.format.map { [[$0, trial.refusal.map { "refused: \($0)" } ?? "recognised"]] } ?? []
      rows += trial.others.map { [$0.format, $0.reason] }
      try Table(columns: ["format", "result"], rows: rows, numeric: []).print(folder.format, json: trial)
      try FormatsCommand.end(trial)
    }
  }

  struct Try: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A file's first rows as they would be taken by a format, and what all of them come to.")
    @Argument(help: "The format's name.") var name: String
    @Argument(help: "The file, gzip or not.") var file: String
    @Option(help: "Rows that are shown.") var rows = 10
    @OptionGroup var folder: Folder

    func run() async throws {
      let (book, settings) = try await folder.book()
      _ = try FormatsCommand.format(name, of: book)
      let trial = try FormatsCommand.trial(file, book.only(name)!, max(rows, 0), settings)
      try Table(
        columns: [
          "line", "period", "platform", "country", "tier", "isrc", "upc", "external_id", "units", "amount", "currency",
        ],
        rows: trial.rows.map {
          [
            "\($0.line)", "\($0.period)", $0.platform, "\($0.country)", $0.tier ?? "", $0.isrc ?? "", $0.upc ?? "",
            $0.external_id ?? "", "\($0.units)", "\($0.amount)", $0.currency.code,
          ]
        }, numeric: [0, 8, 9]
      ).print(folder.format, json: trial)
      try FormatsCommand.end(trial)
    }
  }

  private static func format(_ name: String, of book: FormatBook) throws -> ReportFormat {
    guard let format = book[name] else {
      throw Failure("there is no format \"\(name)\"; there are \(book.formats.map(\.name).joined(separator: ", "))")
    }
    return format
  }

  private static func trial(
    _ file: String, _ book: FormatBook, _ rows: Int, _ settings: Settings
  ) throws -> ReportTrial {
    try ReportTrial(
      path: file, name: (file as NSString).lastPathComponent, book: book, limit: rows, bounds: settings.importBounds)
  }

  /// Says what the rows come to, or ends as a refusal does.
  private static func end(_ trial: ReportTrial) throws {
    if let refusal = trial.refusal {
      let others = trial.format == nil ? trial.others : []
      let why = others.map { "\n  \($0.format): \($0.reason)" }.joined()
      throw Failure("\(trial.file): \(refusal)\(others.count == 1 ? why : "")")
    }
    if let reading = trial.reading { for line in reading.lines { Terminal.note(line) } }
  }
}

extension ReportReading {
  /// Facts that a person is told of it, a line for each thing that is there.
  var lines: [String] {
    func money<Value>(_ sums: [String: Value]) -> String {
      sums.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    func counts(_ words: [String: Int]) -> String {
      words.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    var lines = ["\(rows) rows, \(units) units, \(money(totals))"]
    if !rounding.isEmpty { lines.append("rounding to 12 decimals added \(money(rounding))") }
    if !gross.isEmpty { lines.append("before the sender's share: \(money(gross))") }
    if !fees.isEmpty { lines.append("the sender's share: \(money(fees))") }
    if kept_apart > 0 { lines.append("kept apart, no income: \(kept_apart) rows, \(money(kept_apart_totals))") }
    if left_out > 0 {
      let sums = left_out_totals.isEmpty ? "" : ", \(money(left_out_totals))"
      lines.append("left out: \(left_out) rows\(sums)")
    }
    if let first_statement, let last_statement {
      lines.append("statement: \(first_statement)\(first_statement == last_statement ? "" : " to \(last_statement)")")
    }
    if !monetisation.isEmpty { lines.append("rows by monetisation: \(counts(monetisation))") }
    if !origins.isEmpty { lines.append("rows by origin: \(counts(origins))") }
    if !control_totals.isEmpty {
      lines.append("control totals that are right: \(control_totals.joined(separator: ", "))")
    }
    if !ignored_columns.isEmpty {
      lines.append("columns that are not known: \(ignored_columns.joined(separator: ", "))")
    }
    if unreadable_barcodes > 0 { lines.append("\(unreadable_barcodes) barcodes that are none") }
    return lines
  }
}
