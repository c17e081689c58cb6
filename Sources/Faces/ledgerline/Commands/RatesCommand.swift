import Answers
import ArgumentParser
import Ingest
import Ledger
import Money
import Plays
import Posting
import Schemas
import Store

struct RatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "Platform rate tables.",
    subcommands: [Publish.self, List.self, Diff.self, DryRun.self, Calibrate.self])

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish the rate tables of a folder: <platform>/<effective-date>[.vN].csv.",
      discussion: """
        All of the new ones or none. A published file is never edited: where one now reads otherwise, nothing is
        published, and the name to save the correction under is told. `rates diff` and `rates dry-run` show before what
        would change.

        """ + ClosedPeriodsOptions.discussion)

    @Argument(help: "The folder.") var folder: String

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func run() async throws {
      let (folder, manner) = (folder, closed.manner)
      let answer = try await Database.with(Settings.load(), Undertaking(.publishRates, to: folder, as: person)) {
        database in
        let tables = try ReferenceImport(database.connect()).readRateTables(path: folder)
        return try await database.ask(PublishRateTables(tables, from: folder, manner))
      }
      try closed.show(answer)
      for path in answer.published { Terminal.note("\(manner.isDryRun ? "would publish" : "published") \(path)") }
      if answer.published.isEmpty { Terminal.note("nothing new") }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Published rate tables.")
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      try await ask(RateTables(), format) { answer in
        Table(
          columns: ["table", "platform", "effective", "rates", "published"],
          rows: answer.rate_tables.map {
            [$0.path, $0.platform, "\($0.effective)", "\($0.rows)", $0.published_at.spelling]
          },
          numeric: [3])
      }
    }
  }

  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What the new tables of a folder change, row by row; nothing is published.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let answer = try await ask(folder, format, { RateChanges($0) }) { answer in
        Table(
          columns: ["table", "country", "tier", "before", "after"],
          rows: answer.changes.map {
            [
              $0.table, $0.country, $0.tier, Self.text($0.before, $0.before_currency),
              Self.text($0.after, $0.after_currency),
            ]
          },
          numeric: [3, 4])
      }
      if answer.changes.isEmpty { Terminal.note("nothing would change") }
    }

    private static func text(_ rate: String?, _ currency: Currency?) -> String {
      rate.flatMap { rate in currency.map { "\(rate) \($0)" } } ?? ""
    }
  }

  struct DryRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dry-run",
      abstract: "What the new tables of a folder would change per platform, country and payee; nothing is published.",
      discussion: "Gross of platforms and countries, shares of payees, over every month that the tables touch.")

    @Argument(help: "The folder.") var folder: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func run() async throws {
      let answer = try await ask(folder, format, progress: "deriving", { RateTrial($0) }) { answer in
        Table(
          columns: ["by", "key", "currency", "before", "after", "difference"],
          rows: answer.rows.map {
            [$0.by.rawValue, $0.key, $0.currency.code, "\($0.before)", "\($0.after)", "\($0.difference)"]
          },
          numeric: [3, 4, 5])
      }
      if answer.rows.isEmpty { Terminal.note("nothing would change") }
    }
  }
}

/// Asks about the tables of a folder, and prints the answer.
private func ask<Asked: Question>(
  _ folder: String, _ format: ResultFormat, progress label: String = "",
  _ question: @escaping @Sendable ([RateStore.Publication]) -> Asked,
  table: @escaping @Sendable (Asked.Answer) throws -> Table
) async throws -> Asked.Answer {
  try await Database.with(Settings.load()) { database in
    let tables = try ReferenceImport(database.connect()).readRateTables(path: folder)
    let answer = try await database.ask(question(tables), progress: label)
    try table(answer).print(format, json: answer)
    return answer
  }
}
