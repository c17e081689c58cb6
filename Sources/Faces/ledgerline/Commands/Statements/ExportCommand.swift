import Answers
import ArgumentParser
import Foundation
import Ledger
import Money
import Plays
import Postgres
import StatementExport
import Statements

extension StatementsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Issued statements, the newest first.")
    @Option(help: "Only this period, as 2026-10.") var period: Period?
    @Option(help: "Only this payee.") var payee: String?
    @Option(help: "Statements at most.") var limit = 1_000
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(IssuedStatements(period: period, payee: payee, before: nil, limit: limit), format) { answer in
        Table(
          columns: ["id", "statement", "revision", "status", "payable", "currency", "transaction"],
          rows: answer.statements.map {
            [
              "\($0.id)", $0.number, "\($0.revision)", $0.status.rawValue, $0.payable.map { "\($0)" } ?? "",
              $0.currency.code, "\($0.transaction)",
            ]
          },
          numeric: [0, 2, 4, 6])
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "An issued statement: its summary, or all of it as JSON.",
      discussion: "As JSON it is the whole document, which its digest is of.")
    @Argument(help: "Its id, as list shows it.") var id: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let found = try await StatementDocument.issued(id: id).found(CommandAsking(db))
        try db.snapshot {
          let content = try found.open(db)
          if format == .json {
            try content.writeJSON { try FileHandle.standardOutput.write(contentsOf: $0) }
          } else {
            let statement = try content.statement()
            try Table(
              columns: ["\(statement.heading.number) r\(statement.heading.revision)", statement.heading.currency.code],
              rows: statement.figures.map { [$0.title, "\($0.amount)"] }, numeric: [1]
            ).print(format)
          }
        }
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Write statements to a file: an issued one by its id, a draft by payee, period and currency, or all of a period.",
      discussion: """
        With --label instead of --payee it is the label's statement over all its artists. With --period alone the file is a
        .zip of every statement of the period that was issued, and is not superseded, as XLSX and JSON.
        """)

    @Argument(help: "The id of an issued statement.") var id: Int64?
    @Option(help: "The payee of a draft.") var payee: String?
    @Option(help: "The label of a draft over all its artists.") var label: String?
    @Option(help: "The period of a draft, as 2026-10.") var period: Period?
    @Option(help: "The currency of a draft.") var currency: Currency?
    @Option(help: "xlsx or json, of all of a period; again for both. Both unless told.")
    var files: [StatementFiles.Format] = []
    @Option(help: "The file: .xlsx or .json; of all of a period .zip.") var to: String

    private var isArchive: Bool {
      id == nil && payee == nil && label == nil && currency == nil && (to as NSString).pathExtension == "zip"
    }

    func validate() throws {
      if isArchive, period != nil { return }
      guard files.isEmpty else {
        throw ValidationError("--files is of all of a period: --period alone, --to ends in .zip")
      }
      let isDraft = (payee != nil) != (label != nil) && period != nil && currency != nil
      guard id == nil ? isDraft : payee == nil && label == nil && period == nil && currency == nil else {
        throw ValidationError(
          "name an issued statement by its id, a draft by --payee or --label, --period and --currency, "
            + "or all of a period by --period alone, --to a .zip")
      }
      guard StatementFiles.Format(rawValue: (to as NSString).pathExtension) != nil else {
        throw ValidationError("--to ends in .xlsx or .json")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
      if isArchive { return try await writeArchive() }
      let format = StatementFiles.Format(rawValue: (to as NSString).pathExtension)!
      let (document, path) = (document, to)
      try await Database.with(
        Settings.load(),
        Undertaking(.export, to: id.map { "statement \($0)" } ?? "draft of \(payee ?? label ?? "")", as: person)
      ) { database in
        let db = try database.connect()
        try StatementFiles(db).write(format, to: path, try await document.found(CommandAsking(db)).open)
        Terminal.note("wrote \(path)")
      }
    }

    private func writeArchive() async throws {
      let (period, path) = (period!, to)
      let formats = files.isEmpty ? StatementFiles.Format.allCases : files
      try await Database.with(Settings.load(), Undertaking(.export, to: "statements of \(period)", as: person)) {
        database in
        let archive = StatementArchive(period, as: formats) { try database.connect() }
        let threads = min(ProcessInfo.processInfo.activeProcessorCount, 32)
        let bar = ProgressBar("statements")
        let count = try archive.write(to: path, threads: threads) { done, total in
          bar.draw("\(period)", done: Int64(done), of: Int64(total), detail: "\(done) of \(total)")
        }
        bar.clear()
        Terminal.note("wrote \(count) statements to \(path)")
      }
    }

    private var document: StatementDocument {
      if let id { return .issued(id: "\(id)") }
      return payee.map { .draft(payee: $0, period, currency!) } ?? .labelDraft(label: label!, period, currency!)
    }
  }
}
