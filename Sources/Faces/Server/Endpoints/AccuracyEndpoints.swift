import Answers
import Schemas

/// Accuracy of the estimates against what platforms reported.
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
        handle: .ask { call in
          EstimateAccuracy(
            platform: call.query["platform"], from: try call.query.period("from"), to: try call.query.period("to"))
        })
    ]
  }
}
