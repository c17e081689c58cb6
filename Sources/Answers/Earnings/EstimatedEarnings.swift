// Without Foundation, which has a Dimension of its own.
import Earnings
import Money
import Plays
import Rates
import Refusals
import Schemas

/// Estimated earnings of what a query lets through: in all, and by what it groups by.
package struct EstimatedEarnings: RatedQuestion {
  package struct Row: Codable, Sendable {
    package let key, name: String
  }

  package struct Figures: Codable, Sendable {
    package let from, to: Nullable<Day>
    package let group_by: Nullable<Dimension>
    package var status = Estimate.estimated
    package let total: EarningsFigures
    package let rows: [RatedRow]
    package let reported: Nullable<Reported>
  }

  /// Figures of accepted reports beside the estimate: units as `plays`, money as it was reported.
  package struct Reported: Codable, Sendable {
    /// Whole months of the question of which there are reports that count.
    package let months: [Period]
    package let total: EarningsFigures
    package let rows: [RatedRow]

    init(_ reported: ReportedEarnings, _ query: EarningsQuery, _ currency: Currency?, _ fx: FXBook) {
      months = reported.months
      total = EarningsFigures(EstimatedEarnings.total(reported.rows), currency, fx)
      rows = query.groupBy == nil ? [] : reported.rows.map { RatedRow($0, currency, fx) }
    }
  }

  package typealias Answer = Fresh<Figures>

  let query: EarningsQuery
  let item: CatalogItem?
  package let currency: Currency?
  package var hasReported: Bool { true }

  /// - Parameters:
  ///   - item: the one that it is about; without it everything.
  ///   - currency: one that gross is expressed in too.
  package init(_ query: EarningsQuery, of item: CatalogItem? = nil, in currency: Currency? = nil) {
    self.query = query
    self.item = item
    self.currency = currency
  }

  package func query(_ asking: some Asking) async throws -> EarningsQuery {
    asking.visible(try await item?.narrow(query, asking) ?? query)
  }

  package func figures(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> Figures {
    try query.check(read.rates)
    return Figures(
      from: Nullable(query.from), to: Nullable(query.to), group_by: Nullable(query.groupBy),
      total: EarningsFigures(Self.total(read.value), currency, read.fx),
      rows: query.groupBy == nil ? [] : read.value.map { RatedRow($0, currency, read.fx) },
      reported: Nullable(read.reported.map { Reported($0, query, currency, read.fx) }))
  }

  package func text(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> FiguresText {
    try query.check(read.rates)
    let count = read.value.count + (read.reported?.rows.count ?? 0)
    var text = JSONText(capacity: 512 + (query.groupBy == nil ? 0 : count * 160))
    func member(_ name: String, _ value: String?) {
      text.member(name)
      if let value { text.text(value) } else { text.null() }
    }
    text.begin("{")
    member("from", query.from?.description)
    member("group_by", query.groupBy?.rawValue)
    text.member("reported")
    if let reported = read.reported {
      text.begin("{")
      text.key("months")
      text.begin("[")
      for month in reported.months { text.text(month.description) }
      text.end("]")
      text.key("rows")
      text.rows(query.groupBy == nil ? [] : reported.rows, currency, read.fx)
      text.key("total")
      text.figures(Self.total(reported.rows), currency, read.fx)
      text.end("}")
    } else {
      text.null()
    }
    text.member("rows")
    text.rows(query.groupBy == nil ? [] : read.value, currency, read.fx)
    member("status", Estimate.estimated.rawValue)
    member("to", query.to?.description)
    text.member("total")
    text.figures(Self.total(read.value), currency, read.fx)
    text.end("}")
    return FiguresText(text)
  }

  private static func total(_ rows: [EarningsRow]) -> Earnings {
    var total = rows.first?.earnings ?? Earnings()
    for row in rows.dropFirst() { total += row.earnings }
    return total
  }

  package func rows(_ answer: Answer) -> [RatedRow] {
    let figures = answer.first
    guard figures.group_by.value == nil else { return figures.rows }
    return figures.total.plays == 0 ? [] : [RatedRow(Row(key: "", name: ""), figures.total)]
  }
}

/// A question whose answer has rows of earnings, which are a table too.
package protocol RatedQuestion: RowsQuestion {
  /// Currency that gross is expressed in too.
  var currency: Currency? { get }

  func rows(_ answer: Answer) -> [RatedRow]
}

/// Earnings of one key.
package typealias RatedRow = Joined<EstimatedEarnings.Row, EarningsFigures>

extension RatedRow {
  init(_ row: EarningsRow, _ currency: Currency?, _ fx: FXBook) {
    self.init(EstimatedEarnings.Row(key: row.key, name: row.name), EarningsFigures(row.earnings, currency, fx))
  }
}

extension EarningsQuery {
  /// Refuses a platform that has no rate table: it cannot have plays, so that it is misspelt.
  package func check(_ rates: RateBook) throws(Refused) {
    let known = rates.platforms
    if let platform, !known.contains(platform) {
      throw .unusable(
        "platform", "There is no platform \"\(platform)\"; there are \(known.sorted().joined(separator: ", ")).")
    }
  }
}
