import ArgumentParser
import Ledger
import Ingest
import Money
import Plays
import Postgres
import Posting
import Rates
import Store

struct RatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "Platform rate tables.",
    subcommands: [Publish.self, Diff.self, DryRun.self, Calibrate.self])

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish the rate tables of a folder: <platform>/<effective-date>[.vN].csv.",
      discussion: """
        All of the new ones or none. A published file is never edited: where one now reads otherwise, nothing is
        published, and the name to save the correction under is told. `rates diff` and `rates dry-run` show before what
        would change.
        """)

    @Argument(help: "The folder.") var folder: String

    @OptionGroup var person: Person

    func run() async throws {
      let folder = folder
      try await Database.with(Settings.load(), Undertaking(.publishRates, to: folder, as: person)) { database in
        let published = try ReferenceImport(database.connect()).rateTables(path: folder)
        for path in published { Terminal.note("published \(path)") }
        if published.isEmpty { Terminal.note("nothing new") }
      }
    }
  }

  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What the new tables of a folder change, row by row; nothing is published.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Change: Encodable {
        let table, country, tier: String
        let before, before_currency, after, after_currency: String?
      }
      let changes: [Change]
    }

    func run() async throws {
      let (folder, format) = (folder, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let (tables, book) = try unpublished(folder, db)
        let changes = book.changes(by: tables)
        if changes.isEmpty { Terminal.note("nothing would change") }
        func text(_ quote: RateTable.Quote?) -> String { quote.map { "\($0.rate) \($0.currency)" } ?? "" }
        try Report(
          columns: ["table", "country", "tier", "before", "after"],
          rows: changes.map { table, change in
            [
              table.path, change.scope.country?.description ?? "*", change.scope.tier ?? "*", text(change.before),
              text(change.after),
            ]
          },
          numeric: [3, 4],
          json: Body(
            changes: changes.map { table, change in
              Body.Change(
                table: table.path, country: change.scope.country?.description ?? "*", tier: change.scope.tier ?? "*",
                before: change.before.map { "\($0.rate)" }, before_currency: change.before?.currency.code,
                after: change.after.map { "\($0.rate)" }, after_currency: change.after?.currency.code)
            })
        ).print(format)
      }
    }
  }

  struct DryRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dry-run",
      abstract: "What the new tables of a folder would change per platform, country and payee; nothing is published.",
      discussion: "Gross of platforms and countries, shares of payees, over every month that the tables touch.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    struct Body: Encodable {
      struct Row: Encodable {
        let by, key, currency, before, after, difference: String
      }
      let tables: [String]
      let rows: [Row]
    }

    func run() async throws {
      let (folder, format) = (folder, format)
      try await Database.with(Settings.load()) { database in
        let db = try database.connect()
        let (tables, _) = try unpublished(folder, db)
        let bar = ProgressBar("deriving")
        let rows = try RateDryRun(db) { period, done, total in
          bar.draw("\(period)", done: Int64(done), of: Int64(total), detail: "\(done) of \(total) tracks")
        }.rows(tables)
        bar.clear()
        if rows.isEmpty { Terminal.note("nothing would change") }
        try Report(
          columns: ["by", "key", "currency", "before", "after", "difference"],
          rows: rows.map {
            [$0.by.rawValue, $0.key, $0.currency.code, "\($0.before)", "\($0.after)", "\($0.difference)"]
          },
          numeric: [3, 4, 5],
          json: Body(
            tables: tables.map(\.path),
            rows: rows.map {
              Body.Row(
                by: $0.by.rawValue, key: $0.key, currency: $0.currency.code, before: "\($0.before)",
                after: "\($0.after)", difference: "\($0.difference)")
            })
        ).print(format)
      }
    }
  }
}

/// The tables of a folder that are not published yet, and the book that they would be added to.
private func unpublished(_ folder: String, _ db: Connection) throws -> (tables: [RateTable], book: RateBook) {
  let read = try ReferenceImport(db).readRateTables(path: folder)
  return (try RateStore(db).unpublished(read), try RateStore(db).book())
}
