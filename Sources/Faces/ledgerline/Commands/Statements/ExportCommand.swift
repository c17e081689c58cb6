import ArgumentParser
import Foundation
import Ledger
import Money
import Plays
import Postgres
import StatementExport
import Statements
import Store
import Texts

/// An issued statement in a list.
struct IssuedBody: Encodable {
  let id: Int64
  let kind, number, payee, period, currency, status, digest, issued_at: String
  /// Payable, in a payee's statement.
  let payable: String?
  let revision: Int
  let transaction: Int64
  let reason: String?

  init(_ issued: StatementStore.Issued) {
    id = issued.id
    kind = issued.kind.rawValue
    number = issued.number
    payee = issued.payee
    period = "\(issued.period)"
    currency = issued.currency.code
    status = issued.isSuperseded ? "superseded" : "issued"
    payable = issued.kind == .payee ? "\(issued.payable)" : nil
    digest = issued.digest.hex
    issued_at = Date(timeIntervalSince1970: Double(issued.issuedAt / 1_000_000)).formatted(.iso8601)
    revision = issued.revision
    transaction = issued.transaction
    reason = issued.reason
  }
}

extension StatementsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Issued statements, the newest first.")
    @Option(help: "Only this period, as 2026-10.") var period: Period?
    @Option(help: "Only this payee.") var payee: String?
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      let statements: [IssuedBody]
    }

    func run() async throws {
      let (period, payee, format) = (period, payee, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let all = try StatementStore(db).list(period: period, payee: payee.map { try PartyStore(db).party($0) })
        try Report(
          columns: ["id", "statement", "revision", "status", "payable", "currency", "transaction"],
          rows: all.map {
            [
              "\($0.id)", $0.number, "\($0.revision)", $0.isSuperseded ? "superseded" : "issued",
              $0.kind == .payee ? "\($0.payable)" : "",
              $0.currency.code, "\($0.transaction)",
            ]
          },
          numeric: [0, 2, 4, 6], json: Body(statements: all.map(IssuedBody.init))
        ).print(format)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The summary of an issued statement.")
    @Argument(help: "Its id, as list shows it.") var id: Int64
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      let statement: IssuedBody
      let summary: [String: String]
    }

    func run() async throws {
      let (id, format) = (id, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        try db.snapshot {
          guard let issued = try StatementStore(db).statement(id) else { throw Failure("there is no statement \(id)") }
          let statement = try StatementSource(db, issued).statement()
          try Report(
            columns: ["\(issued.number) r\(issued.revision)", issued.currency.code],
            rows: statement.figures.map { [$0.title, "\($0.amount)"] }, numeric: [1],
            json: Body(
              statement: IssuedBody(issued),
              summary: Dictionary(uniqueKeysWithValues: statement.figures.map { ($0.key, "\($0.amount)") }))
          ).print(format)
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
      let (id, who, period, currency, path) = (id, payee ?? label, period, currency, to)
      let kind: Statement.Kind = label == nil ? .payee : .label
      let format = StatementFiles.Format(rawValue: (path as NSString).pathExtension)!
      try await Database.with(
        Settings.load(),
        Undertaking(.export, to: id.map { "statement \($0)" } ?? "draft of \(payee ?? label ?? "")", as: person)
      ) { database in
        try StatementFiles(database.connect()).write(format, to: path) { db in
          guard let id else {
            let party = try kind == .payee ? PartyStore(db).party(who!) : who!
            return try StatementSource.current(db, kind, payee: party, period!, currency!)
          }
          guard let issued = try StatementStore(db).statement(id) else { throw Failure("there is no statement \(id)") }
          return try StatementSource(db, issued)
        }
        Terminal.note("wrote \(path)")
      }
    }
  }
}
