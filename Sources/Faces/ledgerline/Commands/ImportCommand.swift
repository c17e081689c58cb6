import Answers
import ArgumentParser
import Ledger
import Money
import Foundation
import Ingest
import Store

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import plays, or what they are looked up by, from files.",
    discussion: "The same file again changes nothing. Files that plays are looked up by are taken whole or not at all.",
    subcommands: [Plays.self, Catalog.self, FX.self, Payees.self, Withholding.self, Contracts.self, Advances.self])

  struct Catalog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import tracks with their artists, albums and labels.",
      discussion: """
        A day in the optional column `from`, as 2026-11-01, says from when on artist, label and release of a row hold: earlier
        days keep what they had. A row without one that names another owner corrects all days. A recording may stand in several
        rows with different barcodes: its releases, of which the first is primary, or the one that says `yes` in the column
        `primary`.

        """ + ClosedPeriodsOptions.discussion)
    @Argument(help: "catalog.csv") var file: String

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func run() async throws {
      let bounds = try await Settings.load().importBounds
      let answer = try await closed.carryOut(
        ImportCatalog(ImportedFile(path: file), bounds: bounds, closed.manner), as: person)
      Terminal.note(
        "\(answer.tracks ?? 0) tracks, \(answer.changes) changes, \(answer.claimed_plays ?? 0) waiting plays claimed")
      let kinds = [
        (answer.new_tracks, "new"), (answer.new_releases, "releases added"),
        (answer.moved_tracks, "with another owner or primary release"),
        (answer.dated_tracks, "with another owner from a day on"),
      ].filter { $0.0 ?? 0 > 0 }.map { "\($0.0 ?? 0) \($0.1)" }
      if !kinds.isEmpty { Terminal.note("of the tracks: " + kinds.joined(separator: ", ")) }
      let named = answer.told_apart ?? []
      if !named.isEmpty {
        Terminal.note(
          "an artist and a label have the same id: in the books and in contracts they are "
            + named.prefix(10).joined(separator: ", ") + (named.count > 10 ? " and \(named.count - 10) more" : ""))
      }
    }
  }

  struct FX: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fx", abstract: "Import exchange rates by period.",
      discussion: """
        A pair and its inverse whose product is not near 1, and a rate more than 3 times that of the month before or less
        than a third of it, are refused: they are mostly the wrong way round.

        """ + ClosedPeriodsOptions.discussion)
    @Argument(help: "fx.csv") var file: String
    @Flag(help: "Take rates that contradict each other or leap: they are right.") var unusual = false

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func run() async throws {
      let answer = try await closed.carryOut(
        ImportFX(ImportedFile(path: file), unusual: unusual, closed.manner), as: person)
      Terminal.note("\(answer.changes) new rates")
    }
  }

  struct Contracts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import contracts: a folder of YAML files, or one.",
      discussion: """
        Other terms from a day on are a contract of their own: the old one gets an effective_to, the new one an id and
        `continues` with the old one's.

        """ + ClosedPeriodsOptions.discussion)
    @Argument(help: "A folder or a file.") var path: String

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func run() async throws {
      let answer = try await closed.carryOut(ImportContracts(path: path, closed.manner), as: person)
      Terminal.note("\(answer.published.count) contracts new or changed")
    }
  }

  struct Advances: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import advances and costs, or withdraw one.",
      discussion: """
        One that is dated in a closed period is posted in the first open one. One in a currency in which the payee can earn
        nothing is taken with a warning. Until it is posted, one is withdrawn by its reference, with a reason; afterwards it
        is reversed by `ledger reverse`. Its reference stays taken.
        """)
    @Argument(help: "advances.csv") var file: String?
    @Option(help: "Take back the one with this reference, which is not posted yet.") var withdraw: String?
    @Option(help: "Why it is withdrawn.") var reason: String?

    @OptionGroup var closed: ClosedPeriodsOptions
    @OptionGroup var person: Person

    func validate() throws {
      guard (file == nil) != (withdraw == nil) else {
        throw ValidationError("name a file to import, or --withdraw and the reference of one to take back")
      }
      guard (withdraw == nil) == (reason == nil) else {
        throw ValidationError("--withdraw and --reason belong together")
      }
      if withdraw != nil, closed.dryRun || closed.correctsClosed {
        throw ValidationError(
          "--withdraw changes nothing that is closed: --dry-run and --corrects-closed have no meaning")
      }
    }

    func run() async throws {
      if let withdraw, let reason {
        try await takeBack(withdraw, reason)
      } else if let file {
        try await take(file)
      }
    }

    private func takeBack(_ reference: String, _ reason: String) async throws {
      _ = try await carryOut(WithdrawAdvance(reference, reason: reason), as: person, closed.format) { answer in
        Table(
          columns: ["reference", "payee", "date", "kind", "amount", "currency"],
          rows: [
            [
              answer.reference, answer.payee, "\(answer.date)", answer.kind, "\(answer.amount)", answer.currency.code,
            ]
          ],
          numeric: [4])
      }
      Terminal.note("withdrawn")
    }

    private func take(_ file: String) async throws {
      let answer = try await closed.carryOut(ImportAdvances(ImportedFile(path: file), closed.manner), as: person)
      Terminal.note("\(answer.changes) new advances")
    }
  }
}
