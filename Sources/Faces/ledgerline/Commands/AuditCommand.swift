import Answers
import ArgumentParser
import Ledger
import Schemas
import Store

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Who did what: every write, decision, export and sign-in, the newest first.",
    discussion: """
      Records are chained by their digests and never changed; `ledger verify` proves them. An act is named as in
      `ledger.payment`, `report.accept`, `token.make`; --act ledger is all that begin so.
      """)

  @Option(help: "Only of this actor: an id as token:7, or a name.") var who: String?
  @Option(help: "Only this act, or all that begin so.") var act: String?
  @Option(help: "Only about this.") var subject: String?
  @Option(help: "Only from this time on, as 2026-11-01T00:00:00Z.") var since: Time?
  @Option(help: "Only before this time.") var until: Time?
  @Option(help: "How many at most.") var limit = 100
  @Option(help: "Only those before this id.") var before: Int64?
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  func validate() throws {
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
  }

  func run() async throws {
    let filter = AuditStore.Filter(
      who: who, act: act, subject: subject, since: since?.microseconds, until: until?.microseconds)
    let page = try await ask(AuditRecords(filter, before: before, limit: limit), format) { answer in
      Table(
        columns: ["id", "at", "who", "from", "act", "subject", "outcome", "came to"],
        rows: answer.records.map {
          [
            "\($0.id)", $0.at.spelling, "\($0.actor_name) (\($0.actor))", $0.origin, $0.act, $0.subject,
            $0.outcome.rawValue, $0.reference,
          ]
        },
        numeric: [0])
    }
    if let next = page.next { Terminal.note("there are more: --before \(next)") }
  }
}
