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

  package typealias Figures = Rows
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

  package var leading: Leading? { Leading(limit: limit, currency: metric == .earnings ? currency : nil) }

  package func query(_ asking: some Asking) -> EarningsQuery {
    var query = asking.visible(query)
    query.groupBy = Dimension(rawValue: by.rawValue)
    return query
  }

  package func figures(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> Rows {
    try query.check(read.rates)
    return Rows(
      by: by, metric: metric,
      rows: ranked(read).enumerated().map { index, row in
        Joined(Row(rank: index + 1), RatedRow(row, currency, read.fx))
      })
  }

  package func text(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> FiguresText {
    try query.check(read.rates)
    let ranked = ranked(read)
    var text = JSONText(capacity: 128 + ranked.count * 176)
    text.begin("{")
    for (name, value) in [("by", by.rawValue), ("metric", metric.rawValue)] {
      text.member(name)
      text.text(value)
    }
    text.member("rows")
    text.begin("[")
    for (index, row) in ranked.enumerated() {
      text.figures(row.earnings, currency, read.fx, rank: index + 1, row: row)
    }
    text.end("]")
    text.member("status")
    text.text(Estimate.estimated.rawValue)
    text.end("}")
    return FiguresText(text)
  }

  /// The first rows, as many as were asked for.
  private func ranked(_ read: Priced<[EarningsRow]>) -> [EarningsRow] {
    let rows = read.value
    switch metric {
    case .plays: return Self.first(limit, of: rows.map(\.earnings.plays), rows)
    case .earnings:
      return Self.first(limit, of: rows.map { $0.earnings.converted(to: currency!, read.fx).amount }, rows)
    }
  }

  /// Rows with the largest values; of equal ones the first keys.
  private static func first<Value: Comparable>(
    _ limit: Int, of values: [Value], _ rows: [EarningsRow]
  ) -> [EarningsRow] {
    func precedes(_ a: Int, _ b: Int) -> Bool {
      values[a] != values[b] ? values[a] > values[b] : rows[a].key < rows[b].key
    }
    // As many again are taken before the lesser half is thrown away; from then on the last of the better half is the least that counts.
    var found: [Int] = []
    var least: Value?
    for index in rows.indices {
      if let least, values[index] < least { continue }
      found.append(index)
      if found.count == limit * 2 {
        found.sort(by: precedes)
        found.removeLast(limit)
        least = values[found[limit - 1]]
      }
    }
    return found.sorted(by: precedes).prefix(limit).map { rows[$0] }
  }

  package func rows(_ answer: Answer) -> [RatedRow] { answer.first.rows.map(\.second) }
}
