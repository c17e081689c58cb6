import ArgumentParser
import Ledger
import Foundation
import Postgres
import ReportMatching
import Store

extension ReconcileCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in a platform's report, gzip or not, and compare it with the plays.",
      discussion: """
        The format is recognised by what is in the file: our own CSV, DDEX DSR, DistroKid's TSV, Apple Music's detail. It is
        taken whole or not at all, and the same file again changes nothing.
        """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "The number of the report that this one corrects.") var supersedes: Int32?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      let reconciliation: Int32
      let already_known: Bool
      let status: String
      let rows: Int64
      let not_ours: Int64
      /// Lines by their status.
      let lines: [String: Int64]
    }

    @OptionGroup var person: Person

    func run() async throws {
      let (file, supersedes, format) = (file, supersedes, format)
      let settings = try await Settings.load()
      try await Database.with(settings, Undertaking(.takeReport, to: file, as: person)) { database in
        let path = file == "-" ? try StandardInput.spool() : file
        defer { if file == "-" { unlink(path) } }
        let name = file == "-" ? "standard input" : (file as NSString).lastPathComponent
        let bar = ProgressBar(name)
        let outcome = try ReportImport(
          databaseURL: database.url, bounds: settings.importBounds, context: database.connect().context
        ) { read, size in
          bar.draw("reading", done: read, of: size, detail: "")
        }.run(path: path, name: name, supersedes: supersedes)
        let db = try database.connect()
        let report = outcome.report
        if outcome.isKnown {
          Terminal.note("this report was imported before: nothing changed")
        } else {
          try ReportMatch(db) { bar.draw("comparing", done: Int64($0), of: Int64($1), detail: "\($0) of \($1) tracks") }
            .run(report.id)
        }
        bar.clear()
        let counts = try ReconciliationStore(db).counts(report.id)
        try Report(
          columns: ["reconciliation", "status", "rows", "lines", "not_ours"],
          rows: [
            [
              "\(report.id)", report.status.rawValue, "\(report.rows)", "\(counts.values.reduce(0, +))",
              "\(counts["not_ours"] ?? 0)",
            ]
          ],
          numeric: [0, 2, 3, 4],
          json: Body(
            reconciliation: report.id, already_known: outcome.isKnown, status: report.status.rawValue,
            rows: report.rows, not_ours: counts["not_ours"] ?? 0, lines: counts)
        ).print(format)
      }
    }
  }

  struct Match: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a report again: with plays, rates and contracts as they are now.")

    @Argument(help: "Its number, as list shows it.") var id: Int32

    @OptionGroup var person: Person

    func run() async throws {
      let id = id
      try await Database.with(Settings.load(), Undertaking(.matchReport, to: "\(id)", as: person)) { database in
        let bar = ProgressBar("reconciliation \(id)")
        try ReportMatch(database.connect()) {
          bar.draw("comparing", done: Int64($0), of: Int64($1), detail: "\($0) of \($1) tracks")
        }.run(id)
        bar.clear()
        Terminal.note("compared")
      }
    }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept a report: with the next posting it stands in the place of the estimate.",
      discussion: "Again it changes nothing. A report that corrects an accepted one takes its place.")

    @Argument(help: "Its number, as list shows it.") var id: Int32

    @OptionGroup var person: Person

    func run() async throws {
      let id = id
      try await Database.with(Settings.load(), Undertaking(.acceptReport, to: "\(id)", as: person)) { database in
        let bar = ProgressBar("reconciliation \(id)")
        try ReportDecision(database.connect()) {
          bar.draw("comparing", done: Int64($0), of: Int64($1), detail: "\($0) of \($1) tracks")
        }.accept(id)
        bar.clear()
        Terminal.note("accepted; `ledgerline ledger post` books it")
      }
    }
  }

  struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reject a report, with a reason.")

    @Argument(help: "Its number, as list shows it.") var id: Int32
    @Option(help: "Why.") var reason: String

    @OptionGroup var person: Person

    func run() async throws {
      let (id, reason) = (id, reason)
      try await Database.with(Settings.load(), Undertaking(.rejectReport, to: "\(id)", as: person)) { database in
        try ReportDecision(database.connect()).reject(id, reason: reason)
        Terminal.note("rejected")
      }
    }
  }
}
