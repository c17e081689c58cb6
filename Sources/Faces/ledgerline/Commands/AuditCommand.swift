import ArgumentParser
import Foundation
import Ledger
import Plays
import Store
import Texts

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
  @Option(help: "Only from this time on, as 2026-11-01T00:00:00Z.") var from: Instant?
  @Option(help: "Only before this time.") var to: Instant?
  @Option(help: "How many at most.") var limit = 100
  @Option(help: "Only those before this id.") var before: Int64?
  @Option(help: "How to print the result: table, json or csv.") var format = ResultFormat.table

  struct Body: Encodable {
    struct Record: Encodable {
      let id: Int64
      let at, actor, actor_name, origin, act, subject, detail, outcome, reference: String
      let position: Int64?
      let digest: String?
    }
    let records: [Record]
  }

  func validate() throws {
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
  }

  func run() async throws {
    let filter = AuditStore.Filter(
      who: who, act: act, subject: subject, from: from?.microseconds, to: to?.microseconds)
    let (before, limit, format) = (before, limit, format)
    try await Database.with(Settings.load()) { database in
      let records = try AuditStore(database.connect()).page(filter, before: before, limit: limit).map(Self.body)
      try Report(
        columns: ["id", "at", "who", "from", "act", "subject", "outcome", "came to"],
        rows: records.map {
          [
            "\($0.id)", $0.at, "\($0.actor_name) (\($0.actor))", $0.origin, $0.act, $0.subject, $0.outcome,
            $0.reference,
          ]
        },
        numeric: [0], json: Body(records: records)
      ).print(format)
      if records.count == limit { Terminal.note("there may be more: --before \(records.last!.id)") }
    }
  }

  private static func body(_ linked: AuditStore.Linked) -> Body.Record {
    let record = linked.record
    return Body.Record(
      id: record.id, at: time(record.recordedAt), actor: record.actor.id, actor_name: record.actor.name,
      origin: record.origin, act: record.act, subject: record.subject, detail: record.detail,
      outcome: record.outcome.rawValue, reference: record.reference, position: linked.position,
      digest: linked.digest?.hex)
  }

  private static func time(_ microseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(microseconds / 1_000_000)).formatted(.iso8601)
  }
}
