import Answers
import ArgumentParser
import Money
import Plays
import Store

extension ReconcileCommand {
  struct Unmatched: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reported money of no recording that is known, by what the reports call it: the most money first.",
      discussion: """
        Of reports that are accepted, and of those that nobody has decided on. An entry stands by its largest sum in any one
        currency. Candidates are recordings that its rows may be of, and why; nothing is done with them:

          ledgerline reconcile assign --external-id spotify:abc --to QZLL22600001 --reason "the distributor says so"
        """)

    @Option(help: "Only reports of this account.") var account: String?
    @Option(help: "Only this platform.") var platform: String?
    @Option(help: "Only money in this currency.") var currency: Currency?
    @Flag(help: "Names too that are decided on.") var all = false
    @Option(help: "Begin behind so many: the next of the answer before.") var after = 0
    @Option(help: "Entries at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...1_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000") }
      guard after >= 0 else { throw ValidationError("--after is 0 or more") }
    }

    func run() async throws {
      let filter = UnmatchedStore.Filter(account: account, platform: platform, currency: currency, hasDecided: all)
      let answer = try await ask(UnmatchedNames(filter, after: after, limit: limit), format) { answer in
        Table(
          columns: [
            "isrc", "external_id", "upc", "currency", "amount", "accepted", "in_suspense", "units", "rows", "age",
            "platforms", "reconciliations", "title", "artist", "candidates", "verdict",
          ],
          rows: answer.unmatched.flatMap { entry in entry.money.map { Self.row(entry, $0) } },
          numeric: [4, 5, 6, 7, 8, 9])
      }
      if answer.unmatched.isEmpty { Terminal.note("nothing is left to decide") }
      if let next = answer.next { Terminal.note("there are more: --after \(next)") }
    }

    private static func row(_ entry: UnmatchedNames.Entry, _ sum: UnmatchedNames.Sum) -> [String] {
      [
        entry.isrc ?? "", entry.external_id ?? "", entry.upc ?? "", sum.currency.code, "\(sum.amount)",
        "\(sum.accepted)", "\(sum.in_suspense)", "\(sum.units)", "\(entry.rows)", "\(entry.age_days)",
        entry.platforms.joined(separator: " "), entry.reconciliations.map { "\($0)" }.joined(separator: " "),
        entry.words.first?.title ?? "", entry.words.first?.artist ?? "",
        entry.candidates.map { "\($0.isrc) (\($0.reasons.map(\.rawValue).joined(separator: "+")))" }
          .joined(separator: " "),
        [entry.verdict?.rawValue, entry.recording?.description].compactMap { $0 }.joined(separator: " "),
      ]
    }
  }
}
