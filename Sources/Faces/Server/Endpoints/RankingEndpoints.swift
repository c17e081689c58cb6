import Answers
import Earnings
import Hummingbird
import Live
import Money
import Schemas

/// Who or what has earned, or was played, most.
enum RankingEndpoints {
  enum Ranked: String, Codable, CaseIterable {
    case artist, album, track, label, platform, country
  }

  enum Metric: String, Codable, CaseIterable {
    case plays, earnings
  }

  struct Body: Codable {
    struct Row: Codable {
      let rank: Int
    }

    let by: Ranked
    let metric: Metric
    var status = Estimate.estimated
    let rows: [Joined<Row, EarningsBody.RatedRow>]
  }

  static var all: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/rankings", tag: "Rankings", summary: "The most played, or those that earned most",
        detail: "By earnings they are compared in one currency (USD unless another is named); gross for which a period "
          + "has no direct exchange rate is named and not compared. Equal ones stand in the order of their keys.",
        scope: .earningsRead,
        parameters: [
          .init(
            name: "by", what: "what is ranked", type: .oneOf(Ranked.allCases.map(\.rawValue)), isRequired: true),
          .init(name: "metric", what: "plays unless told", type: .oneOf(Metric.allCases.map(\.rawValue))),
          .init(name: "limit", what: "rows at most", type: .limit(1000, usual: 20)), TableFormat.parameter,
        ] + EarningsEndpoints.filters + EarningsEndpoints.everyone,
        example:
          #"{"by":"artist","metric":"plays","status":"estimated","rows":[{"rank":1,"key":"art-0007","name":"Luna Mar",\#(EarningsEndpoints.figures)}],\#(EarningsEndpoints.freshness)}"#,
        handle: .tables(answer))
    ]
  }

  @Sendable private static func answer(_ call: Call) async throws -> Tabular<Fresh<Body>> {
    var query = try call.query.earnings(call.grant)
    try EarningsEndpoints.check(query, call.services)
    let by = Ranked(rawValue: call.query["by"]!)!
    query.groupBy = Dimension(rawValue: by.rawValue)
    let metric = call.query["metric"].flatMap(Metric.init) ?? .plays
    let limit = call.query.integer("limit")
    var currency = try call.query.currency()
    if metric == .earnings { currency = currency ?? Currency("USD") }
    let state = call.services.book.state
    let fx = call.services.book.fx
    let rows = try await EarningsEndpoints.rows(query, call.services, turn: call.grant.turn)
    let ranked =
      metric == .plays
      ? rows.sorted { ($1.earnings.plays, $0.key) < ($0.earnings.plays, $1.key) }
      : rows.map { (row: $0, amount: $0.earnings.converted(to: currency!, fx).amount) }
        .sorted { ($1.amount, $0.row.key) < ($0.amount, $1.row.key) }.map(\.row)
    if let table = try TableFormat.of(call.query).response(Array(ranked.prefix(limit)), currency, fx) {
      try await call.leaving()
      return .table(table)
    }
    let body = Body(
      by: by, metric: metric,
      rows: ranked.prefix(limit).enumerated().map { index, row in
        Joined(Body.Row(rank: index + 1), EarningsBody.RatedRow(row, currency, fx))
      })
    return .body(Fresh(body, Freshness(state)))
  }
}
