import ArgumentParser
import Contracts
import Ingest
import Ledger
import Money
import Plays
import Store

extension ImportCommand {
  struct Payees: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import payees and their terms.",
      discussion: """
        The column basis says what a payee is paid on: estimated, reported or received.
        A row with effective_from, the first day of a month, holds from that month on; rows that the file does not have stay.
        Terms that would change what was withheld of closed periods are refused unless they are said to correct them.
        """)
    @Argument(help: "payees.csv") var file: String
    @Flag(help: "Change what was withheld of closed periods too: it was wrong.") var correctsClosed = false
    @Flag(help: "Show what closed periods it would change, and import nothing.") var dryRun = false
    @Option(help: "How to print what a dry run shows: table, json or csv.") var format = ResultFormat.table

    @OptionGroup var person: Person

    func run() async throws {
      let (file, correctsClosed, format) = (file, correctsClosed, format)
      guard !dryRun else {
        return try await Database.with(Settings.load()) { database in
          let changes = try ReferenceImport(database.connect()).payees(path: file, isDryRun: true)
          try Table(
            columns: ["period", "payee", "currency", "withheld", "would_be"],
            rows: changes.moved.map {
              ["\($0.period)", $0.place.payee, $0.place.currency.code, "\($0.before)", "\($0.after)"]
            }, numeric: [3, 4]
          ).print(format)
          Terminal.note("\(changes.rows) rows would be new or changed; nothing was imported")
          Self.warn(changes)
        }
      }
      try await Database.with(Settings.load(), Undertaking(.importPayees, to: file, as: person)) {
        let changes = try ReferenceImport($0.connect()).payees(path: file, correctsClosed: correctsClosed)
        Terminal.note("\(changes.rows) payees new or changed")
        if !changes.moved.isEmpty {
          Terminal.note("what was withheld of closed periods is corrected with the next settlement")
        }
        Self.warn(changes)
      }
    }

    private static func warn(_ changes: ContractStore.PayeeChanges) {
      let payees = changes.earningInSeveral
      guard !payees.isEmpty else { return }
      Terminal.note(
        "warning: \(payees.prefix(10).joined(separator: ", "))\(payees.count > 10 ? " and \(payees.count - 10) more" : "") "
          + "may earn in several currencies, and the minimum is the same amount in each: write 20 USD|2500 JPY")
    }
  }
}
