import Answers
import ArgumentParser
import Foundation
import Ledger
import Plays
import ReportMatching
import Schemas
import Store

extension ReconcileCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in a platform's report, gzip or not, and compare it with the plays.",
      discussion: """
        The format is recognised by what is in the file: see formats list, and formats check FILE. It is taken
        whole or not at all. The same rows again are the same report, however the file was saved, and change nothing. A
        report that shares rows with one that is accepted has to say how it stands to that.
        """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @OptionGroup var relation: ReportRelationOptions
    @Option(help: "The month in which the sender accounts, where the file does not tell, as 2026-10.")
    var statement: Period?
    @Option(help: "Why it is right, for a month that is not over or a platform without rates; it is kept.")
    var reason: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @Option(help: "A folder with formats of your own; LEDGERLINE_FORMATS unless told.") var formats: String?
    @OptionGroup var person: Person

    func run() async throws {
      let (file, relation, statement, reason, format) = (file, relation.relation, statement, reason, format)
      let settings = try await Settings.load()
      let formats = try InstalledFormats.load(settings, folder: self.formats)
      try await Database.with(settings, Undertaking(.takeReport, to: file, as: person)) { database in
        let path = file == "-" ? try StandardInput.spool() : file
        defer { if file == "-" { unlink(path) } }
        let name = file == "-" ? "standard input" : (file as NSString).lastPathComponent
        let answer = try await database.ask(
          TakeInReport(
            path: path, name: name, relation: relation, statement: statement, reason: reason, formats: formats,
            bounds: settings.importBounds, databaseURL: database.url),
          progress: name)
        let (taken, comparison) = (answer.first, answer.second)
        if taken.already_known {
          Terminal.note(
            relation.isEmpty
              ? "this report was imported before: nothing changed"
              : "this report was imported before; how it stands to others is what you say now")
        }
        if let reading = taken.reading {
          Terminal.note("recognised as \(comparison.report.format)")
          for line in reading.lines.dropFirst() { Terminal.note(line) }
        }
        try Table(
          columns: ["reconciliation", "status", "rows", "lines", "not_ours"],
          rows: [
            [
              "\(taken.reconciliation)", comparison.report.status.rawValue, "\(comparison.report.rows)",
              "\(comparison.lines.values.reduce(0, +))", "\(taken.not_ours)",
            ]
          ],
          numeric: [0, 2, 3, 4]
        ).print(format, json: answer)
        Show.noteTrueUps(comparison)
      }
    }
  }
}
