import Answers
import Hummingbird
import Plays
import Schemas
import Store

/// How near the estimates came to what platforms reported.
enum AccuracyEndpoints {
  private static let figures =
    #"{"estimated_units":"1200","reported_units":"1236","units_percent":"3.0000","estimated":"4.800000000000","reported":"4.944000000000","money_percent":"3.0000"}"#

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/accuracy", work: .figure, tag: "Reconciliation",
        summary: "How near the estimates of each market came to what was reported, period by period",
        detail: "From the comparisons of accepted reports, in the contracts' currencies, without recordings that are "
          + "not ours. Percentages are of the estimate.",
        scope: .ledgerRead, needsWholeView: true,
        parameters: [
          .init(name: "platform", what: "only this platform", example: "spotify"),
          .init(name: "from", what: "the first period", type: .period, example: "2026-08"),
          .init(name: "to", what: "the last period", type: .period, example: "2026-10"),
        ],
        example:
          #"{"markets":[{"platform":"spotify","country":"DE","tier":"premium","currency":"EUR","periods":[{"period":"2026-10","figures":\#(figures)}],"total":\#(figures)}]}"#,
        handle: .answer { call in
          let platform = call.query["platform"].map(Market.code)
          let (from, to) = (try call.query.period("from"), try call.query.period("to"))
          if let from, let to, to < from { throw Problem.unusable("to", "to is before from.") }
          return try await call.database { db in
            let markets = try AccuracyStore(db).markets(platform: platform, from: from, to: to)
            if let platform, markets.isEmpty, try !PartyStore(db).isPlatform(platform) {
              throw Problem.unusable("platform", "There is no platform \"\(platform)\".")
            }
            return AccuracyBody(markets)
          }
        })
    ]
  }
}
