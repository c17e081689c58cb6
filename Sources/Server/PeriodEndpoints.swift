import Hummingbird
import Ledger
import Money
import Plays
import Posting
import Store

/// Accounting periods, and what waits.
enum PeriodEndpoints {
  struct PeriodsBody: Encodable {
    struct Item: Encodable {
      let period, status: String
      let closed_at, closed_by, closed_by_name, reason: String?
      let blockers: [String]
      let transactions, pending_tracks: Int64
      let reopenings: [Reopening]
    }
    /// A close that was undone.
    struct Reopening: Encodable {
      let closed_at: String
      let closed_by, closed_by_name: String?
      let reopened_at, reopened_by, reopened_by_name, reason: String

      init(_ reopening: PeriodStore.Reopening) {
        closed_at = RFC3339.text(microseconds: reopening.closedAt)
        closed_by = reopening.closedBy?.id
        closed_by_name = reopening.closedBy?.name
        reopened_at = RFC3339.text(microseconds: reopening.reopenedAt)
        reopened_by = reopening.reopenedBy.id
        reopened_by_name = reopening.reopenedBy.name
        reason = reopening.reason
      }
    }
    let periods: [Item]
  }

  struct CloseRequest: Decodable {
    let reason: String?
    let allow_unrated, allow_unmatched: Int64?
  }

  struct ReopenRequest: Decodable {
    let reason: String
  }

  struct ReopenedBody: Encodable {
    let period, status: String
    let reversed: Int
  }

  struct ClosedBody: Encodable {
    let period, status: String
    let settled: Int
  }

  struct SuspenseBody: Encodable {
    struct Waiting: Encodable {
      let period, account, currency, amount: String
      let waits_for: String
    }
    let waiting: [Waiting]
  }

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/periods", tag: "Periods", summary: "Accounting periods, and which are closed",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"periods":[{"period":"2026-10","status":"open","blockers":[],"transactions":12,"pending_tracks":3,"reopenings":[]}]}"#,
        handle: { call in
          let items = try await call.database { db in
            try PeriodStore(db).all().map { record in
              PeriodsBody.Item(
                period: "\(record.period)", status: record.status.rawValue,
                closed_at: record.closedAt.map { RFC3339.text(microseconds: $0) }, closed_by: record.closedBy?.id,
                closed_by_name: record.closedBy?.name, reason: record.reason, blockers: record.blockers,
                transactions: record.transactions, pending_tracks: try PendingStore(db).count(record.period),
                reopenings: record.reopenings.map(PeriodsBody.Reopening.init))
            }
          }
          return try JSON.response(PeriodsBody(periods: items))
        }),
      Endpoint(
        method: .post, path: "/v1/periods/{id}/close", work: .decision, tag: "Periods",
        summary: "Close an accounting period",
        detail:
          "Settles every payee, and lets no more entries in. What stands against it is listed in blockers; with a "
          + "reason it is closed all the same, and both are recorded. A period that is not over is never closed.",
        scope: .ledgerClose, needsWholeView: true,
        example: #"{"period":"2026-10","status":"closed","settled":10}"#,
        bodyExample: #"{"allow_unrated":100,"allow_unmatched":0,"reason":null}"#, handle: close),
      Endpoint(
        method: .post, path: "/v1/periods/{id}/reopen", work: .decision, tag: "Periods",
        summary: "Open the latest closed period again",
        detail:
          "For a close that was an accident. It takes another than who closed it, and a reason, while no statement of "
          + "the period was issued and no payment is dated after it. Its settlements are reversed; closing settles anew.",
        scope: .ledgerClose, needsWholeView: true, example: #"{"period":"2026-10","status":"open","reversed":10}"#,
        bodyExample: #"{"reason":"closed before the last report came"}"#, handle: reopen),
      Endpoint(
        method: .get, path: "/v1/suspense", work: .figure, tag: "Periods",
        summary: "Money that waits for an exchange rate or an owner",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"waiting":[{"period":"2026-10","account":"suspense:fx","currency":"JPY","amount":"20874.378107550000","waits_for":"an exchange rate JPY to EUR"}]}"#,
        handle: { call in
          let waiting = try await call.database { db in
            let coverage = CoverageStore(db)
            return try coverage.waiting().map {
              SuspenseBody.Waiting(
                period: "\($0.period)", account: Account.suspenseFX.code, currency: $0.from.code,
                amount: "\($0.amount)", waits_for: "an exchange rate \($0.from) to \($0.to)")
            }
              + coverage.notOurs().map {
                SuspenseBody.Waiting(
                  period: "\($0.period)", account: Account.suspenseNotOurs.code, currency: $0.currency.code,
                  amount: "\($0.amount)", waits_for: "the owner of what \($0.platform) reported")
              }
          }
          return try JSON.response(SuspenseBody(waiting: waiting))
        }),
    ]
  }

  @Sendable private static func reopen(_ call: Call) async throws -> Response {
    guard let period = Period(call.id) else { throw Problem.notFound("period", call.id) }
    let request = try await call.body(ReopenRequest.self)
    let reversed = try await call.database { try PeriodReopening($0).reopen(period, reason: request.reason) }
    return try JSON.response(ReopenedBody(period: "\(period)", status: "open", reversed: reversed))
  }

  @Sendable private static func close(_ call: Call) async throws -> Response {
    guard let period = Period(call.id) else { throw Problem.notFound("period", call.id) }
    let request = try await call.body(CloseRequest.self)
    let thresholds = PeriodClose.Thresholds(
      unratedPlays: request.allow_unrated ?? 0, unmatchedPlays: request.allow_unmatched ?? 0)
    let settled = try await call.database {
      try PeriodClose($0, today: .today).close(period, thresholds: thresholds, reason: request.reason)
    }
    return try JSON.response(ClosedBody(period: "\(period)", status: "closed", settled: settled))
  }
}
