import Answers
import Plays
import Refusals
import Schemas

/// Accounting periods, and money that waits.
enum PeriodEndpoints {
  struct CloseRequest: Decodable {
    let reason: Text<1_000>?
    let allow_unrated, allow_unmatched: PlayCount?
  }

  struct BeginRequest: Decodable {
    let period: Period
  }

  struct ReopenRequest: Decodable {
    let reason: Text<1_000>
  }

  private static let beginning =
    #"{"begins":"2026-07","named_at":"2026-11-24T10:00:00Z","named_by":"token:3","named_by_name":"Ines","posts_by_itself":true,"earlier_plays":[{"period":"2026-06","plays":1200}],"earlier_advances":[]}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/periods", tag: "Periods", summary: "Accounting periods, and which are closed",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"periods":[{"period":"2026-10","status":"open","blockers":[],"transactions":12,"pending_tracks":3,"reopenings":[]}]}"#,
        handle: .ask { _ in Periods() }),
      Endpoint(
        method: .get, path: "/v1/ledger/beginning", work: .figure, tag: "Periods",
        summary: "The month in which the books begin",
        detail: "With the plays and advances of earlier months, which are known and not posted.",
        scope: .ledgerRead, needsWholeView: true, example: beginning,
        handle: .ask { _ in Beginning() }),
      Endpoint(
        method: .post, path: "/v1/ledger/beginning", work: .decision, tag: "Periods",
        summary: "Name the month in which the books begin",
        detail: "Nothing of earlier months is posted, and none of them has to be closed. Until it is named, nothing is "
          + "posted automatically. It can be named anew while the books are empty.",
        scope: .ledgerClose, needsWholeView: true, example: beginning, bodyExample: #"{"period":"2026-07"}"#,
        handle: .carryOut(BeginRequest.self) { _, request in BeginBooks(request.period) }),
      Endpoint(
        method: .post, path: "/v1/periods/{id}/close", work: .decision, tag: "Periods",
        summary: "Close an accounting period",
        detail:
          "Settles every payee, and lets no more entries in. What stands against it is listed in blockers; with a "
          + "reason it is closed all the same, and both are recorded. A period that is not over is never closed.",
        scope: .ledgerClose, needsWholeView: true, pathType: .period,
        example: #"{"period":"2026-10","status":"closed","settled":10}"#,
        bodyExample: #"{"allow_unrated":100,"allow_unmatched":0,"reason":null}"#,
        handle: .carryOut(CloseRequest.self) { call, request in
          ClosePeriod(
            try period(call), allowUnrated: request.allow_unrated?.plays ?? 0,
            allowUnmatched: request.allow_unmatched?.plays ?? 0, reason: request.reason?.spelling)
        }),
      Endpoint(
        method: .post, path: "/v1/periods/{id}/reopen", work: .decision, tag: "Periods",
        summary: "Open the latest closed period again",
        detail:
          "For a close that was an accident. It takes another than who closed it, and a reason, while no statement of "
          + "the period was issued and no payment is dated after it. Its settlements are reversed; closing settles anew.",
        scope: .ledgerClose, needsWholeView: true, pathType: .period,
        example: #"{"period":"2026-10","status":"open","reversed":10}"#,
        bodyExample: #"{"reason":"closed before the last report came"}"#,
        handle: .carryOut(ReopenRequest.self) { call, request in
          ReopenPeriod(try period(call), reason: request.reason.spelling)
        }),
      Endpoint(
        method: .get, path: "/v1/suspense", work: .figure, tag: "Periods",
        summary: "Money that waits for an exchange rate or an owner",
        scope: .ledgerRead, needsWholeView: true,
        example:
          #"{"waiting":[{"period":"2026-10","account":"suspense:fx","currency":"JPY","amount":"20874.378107550000","waits_for":"an exchange rate JPY to EUR"}]}"#,
        handle: .ask { _ in Suspense() }),
    ]
  }

  private static func period(_ call: Call) throws(Refused) -> Period {
    guard let period = Period(call.id) else { throw .missing("period", call.id) }
    return period
  }
}
