import Answers
import Schemas

/// Those that have earned, or were played, most.
enum RankingEndpoints {
  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/rankings", tag: "Rankings", summary: "The most played, or those that earned most",
        detail: "By earnings they are compared in one currency (USD unless another is named); gross for which a period "
          + "has no direct exchange rate is named and not compared. Equal ones stand in the order of their keys.",
        scope: .earningsRead,
        parameters: [
          .init(
            name: "by", what: "what is ranked", type: .oneOf(Ranking.Ranked.allCases.map(\.rawValue)), isRequired: true),
          .init(name: "metric", what: "plays unless told", type: .oneOf(Ranking.Metric.allCases.map(\.rawValue))),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 20)), TableFormat.parameter,
        ] + EarningsEndpoints.filters + EarningsEndpoints.everyone,
        example:
          #"{"by":"artist","metric":"plays","status":"estimated","rows":[{"rank":1,"key":"art-0007","name":"Luna Mar",\#(EarningsEndpoints.figures)}],\#(EarningsEndpoints.freshness)}"#,
        handle: .tables { call in
          Ranking(
            by: Ranking.Ranked(rawValue: call.query["by"]!)!, call.query["metric"].flatMap(Ranking.Metric.init),
            limit: call.query.integer("limit"), try call.query.earnings(), in: try call.query.currency())
        })
    ]
  }
}
