import Answers
import ArgumentParser
import Foundation
import Money
import ReportMatching

struct FormatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Formats of platforms' and distributors' reports, and what a file would be taken as.",
    discussion: """
      A format is a file of YAML: those that come with the program, those that a label has added to the database (add), and
      your own in a folder (--formats, LEDGERLINE_FORMATS). docs/formats.md teaches how one is written.
      """,
    subcommands: [List.self, Show.self, Check.self, Try.self, Add.self, Remove.self])

  struct Folder: ParsableArguments {
    @Option(help: "A folder with formats of your own; LEDGERLINE_FORMATS unless told.") var formats: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func load() async throws -> (InstalledFormats, Settings) {
      let settings = try await Settings.load()
      return (try .load(settings, folder: formats), settings)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every format that is read, and where each comes from.")
    @OptionGroup var folder: Folder

    func run() async throws {
      try await ask(AllFormats(folder.load().0), folder.format) { answer in
        Table(
          columns: ["name", "from", "lines", "title"],
          rows: answer.formats.map { [$0.name, $0.from, $0.lines, $0.title] }, numeric: [])
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A format: its columns, and what they mean.")
    @Argument(help: "Its name, as list shows it.") var name: String
    @OptionGroup var folder: Folder

    func run() async throws {
      let answer = try await ask(OneFormat(name, folder.load().0), folder.format) { answer in
        Table(
          columns: ["column", "meaning", "required"],
          rows: answer.columns.map { [$0.column, $0.meaning ?? "not read", $0.required ? "yes" : "no"] },
          numeric: [])
      }
      if answer.columns.isEmpty {
        Terminal.note("\(answer.title): records, which no file of a format describes")
      }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a file is recognised as, and why it is none of the others.")
    @Argument(help: "The file: text, gzip or not, or XLSX.") var file: String
    @OptionGroup var folder: Folder

    func run() async throws {
      let (formats, settings) = try await folder.load()
      let trial = try await FormatsCommand.trial(file, nil, 0, formats, settings, folder.format) { trial in
        var rows = trial.format.map { [[$0, trial.refusal.map { "refused: \($0)" } ?? "recognised"]] } ?? []
        rows += trial.others.map { [$0.format, $0.reason] }
        return Table(columns: ["format", "result"], rows: rows, numeric: [])
      }
      try FormatsCommand.end(trial)
    }
  }

  struct Try: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A file's first rows as they would be taken by a format, and what all of them come to.")
    @Argument(help: "The format's name.") var name: String
    @Argument(help: "The file: text, gzip or not, or XLSX.") var file: String
    @Option(help: "Rows that are shown.") var rows = 10
    @OptionGroup var folder: Folder

    func run() async throws {
      let (formats, settings) = try await folder.load()
      let trial = try await FormatsCommand.trial(file, name, max(rows, 0), formats, settings, folder.format) { trial in
        Table(
          columns: [
            "line", "period", "platform", "country", "tier", "isrc", "upc", "external_id", "units", "amount",
            "currency",
          ],
          rows: trial.rows.map {
            [
              "\($0.line)", "\($0.period)", $0.platform, "\($0.country)", $0.tier ?? "", $0.isrc ?? "", $0.upc ?? "",
              $0.external_id ?? "", "\($0.units)", "\($0.amount)", $0.currency.code,
            ]
          }, numeric: [0, 8, 9])
      }
      try FormatsCommand.end(trial)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a format of your own to the database, or another version of it: for all who use it.")
    @Argument(help: "Its file, NAME.yaml.") var file: String
    @OptionGroup var folder: Folder
    @OptionGroup var person: Person

    func run() async throws {
      let name = (file as NSString).lastPathComponent
      guard name.hasSuffix(".yaml"), let bytes = FileManager.default.contents(atPath: file),
        let text = String(bytes: bytes, encoding: .utf8)
      else { throw Failure("\(file) is no file NAME.yaml of UTF-8 text that can be read") }
      let useCase = WriteFormat(String(name.dropLast(5)), text: text, try await folder.load().0)
      try await carryOut(useCase, as: person, folder.format) { answer in
        Table(
          columns: ["name", "version", "columns"],
          rows: [
            [answer.name, "\(answer.versions.first?.version ?? 0)", "\(answer.columns.count)"]
          ], numeric: [1, 2])
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a format of your own away from the database.")
    @Argument(help: "Its name.") var name: String
    @OptionGroup var person: Person

    func run() async throws {
      _ = try await carryOut(RemoveFormat(name), as: person)
      Terminal.note("\(name) is taken away")
    }
  }

  private static func trial(
    _ file: String, _ format: String?, _ rows: Int, _ formats: InstalledFormats, _ settings: Settings,
    _ result: ResultFormat, table: @escaping @Sendable (ReportTrial) -> Table
  ) async throws -> ReportTrial {
    let name = (file as NSString).lastPathComponent
    return try await ask(
      TryReport(path: file, name: name, format: format, rows: rows, formats, bounds: settings.importBounds), result,
      progress: name, table: table)
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
    if !ignored_sheets.isEmpty { lines.append("sheets that were not read: \(ignored_sheets.joined(separator: ", "))") }
    if unreadable_barcodes > 0 { lines.append("\(unreadable_barcodes) barcodes that are none") }
    return lines
  }
}
