import Earnings
import Hummingbird
import Live
import Money

/// Who or what has earned, or was played, most.
enum RankingEndpoints {
  struct Body: Encodable {
    struct Row: Encodable {
      let rank: Int
      let row: EarningsBody.Row

      enum CodingKeys: String, CodingKey { case rank }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rank, forKey: .rank)
        try row.encode(to: encoder)
      }
    }

    let by, metric: String
    let rows: [Row]
    let freshness: FreshnessBody

    enum CodingKeys: String, CodingKey { case by, metric, status, rows }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(by, forKey: .by)
      try container.encode(metric, forKey: .metric)
      try container.encode("estimated", forKey: .status)
      try container.encode(rows, forKey: .rows)
      try freshness.encode(to: encoder)
    }
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
            name: "by", what: "what is ranked", values: ["artist", "album", "track", "label", "platform", "country"],
            isRequired: true),
          .init(name: "metric", what: "plays unless told", values: ["plays", "earnings"]),
          .init(name: "limit", what: "1 to 1000 rows, 20 unless told"), TableFormat.parameter,
        ] + EarningsEndpoints.filters + EarningsEndpoints.everyone,
        example:
          #"{"by":"artist","metric":"plays","status":"estimated","rows":[{"rank":1,"key":"art-0007","name":"Luna Mar",\#(EarningsEndpoints.figures)}],\#(EarningsEndpoints.freshness)}"#,
        handle: answer)
    ]
  }

  @Sendable private static func answer(_ call: Call) async throws -> Response {
    var query = try call.query.earnings(call.grant)
    try EarningsEndpoints.check(query, call.services)
    query.groupBy = Dimension(rawValue: call.query["by"]!)
    let metric = call.query["metric"] ?? "plays"
    let limit = try call.query.limit(default: 20, maximum: 1000)
    var currency = try call.query.currency()
    if metric == "earnings" { currency = currency ?? Currency("USD") }
    let state = call.services.book.state
    let fx = call.services.book.fx
    let rows = try await EarningsEndpoints.rows(query, call.services, turn: call.grant.turn)
    let ranked =
      metric == "plays"
      ? rows.sorted { ($1.earnings.plays, $0.key) < ($0.earnings.plays, $1.key) }
      : rows.map { (row: $0, amount: $0.earnings.converted(to: currency!, fx).amount) }
        .sorted { ($1.amount, $0.row.key) < ($0.amount, $1.row.key) }.map(\.row)
    if let table = try TableFormat.of(call.query).response(Array(ranked.prefix(limit)), currency, fx) { return table }
    return try JSON.response(
      Body(
        by: call.query["by"]!, metric: metric,
        rows: ranked.prefix(limit).enumerated().map { index, row in
          Body.Row(
            rank: index + 1,
            row: EarningsBody.Row(key: row.key, name: row.name, figures: EarningsFigures(row.earnings, currency, fx)))
        }, freshness: FreshnessBody(state)))
  }
}
