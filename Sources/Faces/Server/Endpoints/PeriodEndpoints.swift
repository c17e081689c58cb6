import Answers
import Hummingbird
import Ledger
import Money
import Plays
import Posting
import Schemas
import Store

/// Accounting periods, and what waits.
enum PeriodEndpoints {
  struct PeriodsBody: Codable {
    struct Item: Codable {
      let period: Period
      let status: String
      let closed_at: Time?
      let closed_by, closed_by_name, reason: String?
      let blockers: [String]
      let transactions, pending_tracks: Int64
      let reopenings: [Reopening]
    }
    /// A close that was undone.
    struct Reopening: Codable {
      let closed_at: Time
      let closed_by, closed_by_name: String?
      let reopened_at: Time
      let reopened_by, reopened_by_name, reason: String

      init(_ reopening: PeriodStore.Reopening) {
        closed_at = Time(shown: reopening.closedAt)
        closed_by = reopening.closedBy?.id
        closed_by_name = reopening.closedBy?.name
        reopened_at = Time(shown: reopening.reopenedAt)
        reopened_by = reopening.reopenedBy.id
        reopened_by_name = reopening.reopenedBy.name
        reason = reopening.reason
      }
    }
    let periods: [Item]
  }

  struct CloseRequest: Decodable {
    let reason: Text<1_000>?
    let allow_unrated, allow_unmatched: PlayCount?
  }

  struct ReopenRequest: Decodable {
    let reason: Text<1_000>
  }

  struct ReopenedBody: Codable {
    let period: Period
    let status: String
    let reversed: Int
  }

  struct ClosedBody: Codable {
    let period: Period
    let status: String
    let settled: Int
  }

  struct SuspenseBody: Codable {
    struct Waiting: Codable {
      let period: Period
      let account: String
      let currency: Currency
      let amount: Amount
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
        handle: .answer { call in
          let items = try await call.database { db in
            try PeriodStore(db).all().map { record in
              PeriodsBody.Item(
                period: record.period, status: record.status.rawValue,
                closed_at: record.closedAt.map { Time(shown: $0) }, closed_by: record.closedBy?.id,
                closed_by_name: record.closedBy?.name, reason: record.reason, blockers: record.blockers,
                transactions: record.transactions, pending_tracks: try PendingStore(db).count(record.period),
                reopenings: record.reopenings.map(PeriodsBody.Reopening.init))
            }
          }
          return PeriodsBody(periods: items)
        }),
      Endpoint(
        method: .post, path: "/v1/periods/{id}/close", work: .decision, tag: "Periods",
        summary: "Close an accounting period",
        detail:
          "Settles every payee, and lets no more entries in. What stands against it is listed in blockers; with a "
          + "reason it is closed all the same, and both are recorded. A period that is not over is never closed.",
        scope: .ledgerClose, needsWholeView: true, pathType: .period,
        example: #"{"period":"2026-10","status":"closed","settled":10}"#,
        bodyExample: #"{"allow_unrated":100,"allow_unmatched":0,"reason":null}"#, handle: .take(close)),
      Endpoint(
        method: .post, path: "/v1/periods/{id}/reopen", work: .decision, tag: "Periods",
        summary: "Open the latest closed period again",
        detail:
          "For a close that was an accident. It takes another than who closed it, and a reason, while no statement of "
          + "the period was issued and no payment is dated after it. Its settlements are reversed; closing settles anew.",
        scope: .ledgerClose, needsWholeView: true, pathType: .period,
        example: #"{"period":"2026-10","status":"open","reversed":10}"#,
        bodyExample: #"{"reason":"closed before the last report came"}"#, handle: .take(reopen)),
      Endpoint(
        method: .get, path: "/v1/suspense", work: .figure, tag: "Periods",
        summary: "Money that waits for an exchange rate or an owner",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"waiting":[{"period":"2026-10","account":"suspense:fx","currency":"JPY","amount":"20874.378107550000","waits_for":"an exchange rate JPY to EUR"}]}"#,
        handle: .answer { call in
          let waiting = try await call.database { db in
            let coverage = CoverageStore(db)
            return try coverage.waiting().map {
              SuspenseBody.Waiting(
                period: $0.period, account: Account.suspenseFX.code, currency: $0.from,
                amount: $0.amount, waits_for: "an exchange rate \($0.from) to \($0.to)")
            }
              + coverage.notOurs().map {
                SuspenseBody.Waiting(
                  period: $0.period, account: Account.suspenseNotOurs.code, currency: $0.currency,
                  amount: $0.amount, waits_for: "the owner of what \($0.platform) reported")
              }
          }
          return SuspenseBody(waiting: waiting)
        }),
    ]
  }

  @Sendable private static func reopen(_ call: Call, _ request: ReopenRequest) async throws -> ReopenedBody {
    guard let period = Period(call.id) else { throw Problem.notFound("period", call.id) }
    let reversed = try await call.database { try PeriodReopening($0).reopen(period, reason: request.reason.spelling) }
    return ReopenedBody(period: period, status: "open", reversed: reversed)
  }

  @Sendable private static func close(_ call: Call, _ request: CloseRequest) async throws -> ClosedBody {
    guard let period = Period(call.id) else { throw Problem.notFound("period", call.id) }
    let thresholds = PeriodClose.Thresholds(
      unratedPlays: request.allow_unrated?.plays ?? 0,
      unmatchedPlays: request.allow_unmatched?.plays ?? 0)
    let settled = try await call.database {
      try PeriodClose($0, today: .today).close(period, thresholds: thresholds, reason: request.reason?.spelling)
    }
    return ClosedBody(period: period, status: "closed", settled: settled)
  }
}
