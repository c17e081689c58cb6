import Answers
import Ledger
import Schemas
import Store
import Texts

/// Audit log.
enum AuditEndpoints {
  struct Item: Codable {
    let id: Int64
    let at, actor, actor_name, origin, act, subject, detail, outcome, reference: String
    let position: Int64?
    let digest: String?

    init(_ linked: AuditStore.Linked) {
      let record = linked.record
      id = record.id
      at = RFC3339.precise(microseconds: record.recordedAt)
      actor = record.actor.id
      actor_name = record.actor.name
      origin = record.origin
      act = record.act
      subject = record.subject
      detail = record.detail
      outcome = record.outcome.rawValue
      reference = record.reference
      position = linked.position
      digest = linked.digest?.hex
    }
  }

  struct Body: Codable {
    let records: [Item]
    let next: Int64?
  }

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/audit", tag: "Audit", summary: "Who did what, the newest first",
        detail: "Every write, decision, export and sign-in: who, when, from where, what, and what came of it. Records "
          + "are chained by their digests, and never changed.",
        scope: .auditRead, needsWholeView: true,
        parameters: [
          .init(name: "who", what: "only of this actor, by id or name", example: "token:3"),
          .init(name: "act", what: "only this act, or all that begin so", example: "ledger"),
          .init(name: "subject", what: "only about this", example: "2026-10"),
          .init(name: "since", what: "only from this time on", type: .time, example: "2026-11-01T00:00:00Z"),
          .init(name: "until", what: "only before this time", type: .time, example: "2026-12-01T00:00:00Z"),
          .init(name: "limit", what: "records at most", type: .limit(1000, usual: 100)),
          .init(name: "before", what: "the next of the answer before", type: .number),
        ],
        example:
          #"{"records":[{"id":7,"at":"2026-11-24T09:12:00.000Z","actor":"token:3","actor_name":"Anna","origin":"192.0.2.7","act":"ledger.payment","subject":"","detail":"{\"payee\":\"art-0007\",\"amount\":\"12.50\",\"currency\":\"USD\"}","outcome":"done","reference":"transaction 12","position":7,"digest":"9f2c..."}],"next":7}"#,
        handle: .answer { call in
          let limit = call.query.integer("limit")
          let before = try call.query.number("before")
          let filter = AuditStore.Filter(
            who: call.query["who"], act: call.query["act"], subject: call.query["subject"],
            from: try call.query.time("since"), to: try call.query.time("until"))
          let page = try await call.database { try AuditStore($0).page(filter, before: before, limit: limit + 1) }
          return Body(
            records: page.prefix(limit).map(Item.init), next: page.count > limit ? page[limit - 1].record.id : nil)
        })
    ]
  }
}
