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
          let source = try found.open(db)
          if format == .json {
            try JSONRendering.write(source) { try FileHandle.standardOutput.write(contentsOf: $0) }
          } else {
            let statement = try source.statement()
            try Table(
              columns: ["\(source.number) r\(statement.heading.revision)", source.currency.code],
              rows: statement.figures.map { [$0.title, "\($0.amount)"] }, numeric: [1]
            ).print(format)
          }
        }
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one statement to a file: an issued one by its id, or a draft by payee, period and currency.",
      discussion: "With --label instead of --payee it is the label's statement over all its artists.")

    @Argument(help: "The id of an issued statement.") var id: Int64?
    @Option(help: "The payee of a draft.") var payee: String?
    @Option(help: "The label of a draft over all its artists.") var label: String?
    @Option(help: "The period of a draft, as 2026-10.") var period: Period?
    @Option(help: "The currency of a draft.") var currency: Currency?
    @Option(help: "The file: .xlsx or .json.") var to: String

    func validate() throws {
      let isDraft = (payee != nil) != (label != nil) && period != nil && currency != nil
      guard id == nil ? isDraft : payee == nil && label == nil && period == nil && currency == nil else {
        throw ValidationError(
          "name an issued statement by its id, or a draft by --payee or --label, --period and --currency")
      }
      guard StatementFiles.Format(rawValue: (to as NSString).pathExtension) != nil else {
        throw ValidationError("--to ends in .xlsx or .json")
      }
    }

    @OptionGroup var person: Person

    func run() async throws {
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

    private var document: StatementDocument {
      if let id { return .issued(id: "\(id)") }
      return payee.map { .draft(payee: $0, period, currency!) } ?? .labelDraft(label: label!, period, currency!)
    }
  }
}
