import Answers
import Schemas
import Store

/// Audit log.
enum AuditEndpoints {
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
        handle: .ask { call in
          let filter = AuditStore.Filter(
            who: call.query["who"], act: call.query["act"], subject: call.query["subject"],
            since: try call.query.time("since"), until: try call.query.time("until"))
          return AuditRecords(filter, before: try call.query.number("before"), limit: call.query.integer("limit"))
        })
    ]
  }
}
