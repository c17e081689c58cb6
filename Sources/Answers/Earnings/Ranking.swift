import Earnings
import Money
import Schemas

/// The most played, or those that earned most.
package struct Ranking: RatedQuestion {
  package enum Ranked: String, Codable, CaseIterable, Sendable {
    case artist, album, track, label, platform, country
  }

  package enum Metric: String, Codable, CaseIterable, Sendable {
    case plays, earnings
  }

  package struct Row: Codable, Sendable {
    package let rank: Int
  }

  package struct Rows: Codable, Sendable {
    package let by: Ranked
    package let metric: Metric
    package var status = Estimate.estimated
    package let rows: [Joined<Row, RatedRow>]
  }

  package typealias Answer = Fresh<Rows>

  let by: Ranked
  let metric: Metric
  let limit: Int
  let query: EarningsQuery
  package let currency: Currency?

  /// - Parameter currency: one that gross is expressed in too; earnings are compared in USD unless told.
  package init(by: Ranked, _ metric: Metric?, limit: Int, _ query: EarningsQuery, in currency: Currency?) {
    self.by = by
    self.metric = metric ?? .plays
    self.limit = limit
    self.query = query
    self.currency = metric == .earnings ? currency ?? Currency("USD") : currency
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    var query = asking.visible(query)
    query.groupBy = Dimension(rawValue: by.rawValue)
    let read = try await asking.totals.rows(query)
    try query.check(read.rates)
    let ranked =
      metric == .plays
      ? read.value.sorted { ($1.earnings.plays, $0.key) < ($0.earnings.plays, $1.key) }
      : read.value.map { (row: $0, amount: $0.earnings.converted(to: currency!, read.fx).amount) }
        .sorted { ($1.amount, $0.row.key) < ($0.amount, $1.row.key) }.map(\.row)
    let rows = Rows(
      by: by, metric: metric,
      rows: ranked.prefix(limit).enumerated().map { index, row in
        Joined(Row(rank: index + 1), RatedRow(row, currency, read.fx))
      })
    return Fresh(rows, read.freshness)
  }

  package func rows(_ answer: Answer) -> [RatedRow] { answer.first.rows.map(\.second) }
}
