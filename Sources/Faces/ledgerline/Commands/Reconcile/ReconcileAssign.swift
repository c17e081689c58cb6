import Answers
import ArgumentParser
import Ledger
import Plays
import Schemas

extension ReconcileCommand {
  struct Assign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide which recording rows of an unknown name are of.",
      discussion: """
        It is kept, and holds for reports that are accepted already, with the next posting, for those to come, and for a recording
        that the catalog learns later. What the catalog says of a name comes first.
        """)

    @Option(help: "An ISRC that the catalog does not have: a misspelt one.") var isrc: ISRC?
    @Option(help: "A platform's id, as spotify:abc.") var externalId: String?
    @Option(help: "A barcode of no release, or of one with several recordings.") var upc: GTIN?
    @Option(name: .customLong("to"), help: "ISRC of the recording that its rows are of.") var recording: ISRC?
    @Flag(help: "They are of none of ours: it leaves the queue, and its money stays in suspense.") var notOurs = false
    @Flag(help: "What was decided counts no longer.") var forget = false
    @Option(help: "Why.") var reason: String
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table
    @OptionGroup var person: Person

    func validate() throws {
      guard [isrc != nil, externalId != nil, upc != nil].count(where: { $0 }) == 1 else {
        throw ValidationError("one of --isrc, --external-id and --upc says which name it is about")
      }
      guard [recording != nil, notOurs, forget].count(where: { $0 }) == 1 else {
        throw ValidationError("one of --to ISRC, --not-ours and --forget says what it is")
      }
    }

    func run() async throws {
      let verdict: NameVerdict = recording != nil ? .assigned : notOurs ? .notOurs : .forgotten
      let answer = try await carryOut(
        DecideName(
          isrc: isrc, externalID: externalId, upc: upc, verdict, recording: recording, reason: reason),
        as: person, format, progress: "reports"
      ) { Decisions.table($0.decisions) }
      for (numbers, said) in [
        (answer.moved, "moved; `ledgerline ledger post` books it"), (answer.compared, "compared"),
      ]
      where !numbers.isEmpty {
        Terminal.note("reports \(numbers.map { "\($0)" }.joined(separator: ", ")): \(said)")
      }
    }
  }

  struct Decisions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decisions on names that the catalog does not know, the newest first.",
      discussion: "An assignment is effective once the catalog has the recording, and does not know the name itself.")

    @Option(help: "Begin behind so many: the next of the answer before.") var after = 0
    @Option(help: "Decisions at most.") var limit = 100
    @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

    func validate() throws {
      guard (1...1_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000") }
      guard after >= 0 else { throw ValidationError("--after is 0 or more") }
    }

    func run() async throws {
      let answer = try await ask(NameDecisions(after: after, limit: limit), format) { Self.table($0.decisions) }
      if let next = answer.next { Terminal.note("there are more: --after \(next)") }
    }

    static func table(_ decisions: [NameDecisions.Decision]) -> Table {
      Table(
        columns: [
          "isrc", "external_id", "upc", "version", "verdict", "recording", "effective", "decided_at", "decided_by",
          "reason",
        ],
        rows: decisions.map {
          [
            $0.isrc ?? "", $0.external_id ?? "", $0.upc ?? "", "\($0.version)", $0.verdict.rawValue,
            $0.recording?.description ?? "", $0.effective ? "yes" : "no", $0.decided_at.spelling, $0.decided_by,
            $0.reason,
          ]
        },
        numeric: [3])
    }
  }
}
