import Earnings
import Money
import Plays
import Schemas

/// Plays and estimated earnings of the last full week beside those of the week before it. Weeks begin on Monday, in UTC.
package struct WeekOnWeek: RowsQuestion {
  package struct Week: Codable, Sendable {
    package let from, to: Day
  }

  package struct Change: Codable, Sendable {
    package let plays: Int64
    /// By currency; a currency of either week is there.
    package let gross: [String: Amount]
  }

  package struct Weeks: Codable, Sendable {
    package var status = Estimate.estimated
    package let week, before: Joined<Week, EarningsFigures>
    /// The last week less the one before it.
    package let change: Change
  }

  package typealias Figures = Weeks
  package typealias Answer = Fresh<Weeks>

  let query: EarningsQuery
  let currency: Currency?

  /// - Parameters:
  ///   - query: what it is about; its days are not looked at.
  ///   - currency: one that gross is expressed in too.
  package init(_ query: EarningsQuery, in currency: Currency?) {
    self.query = query
    self.currency = currency
  }

  package func query(_ asking: some Asking) -> EarningsQuery {
    let monday = Self.monday(of: asking.today)
    var query = asking.visible(query)
    (query.from, query.to, query.groupBy) = (monday.advanced(by: -14), monday.advanced(by: -1), .day)
    return query
  }

  package func figures(_ query: EarningsQuery, _ read: Priced<[EarningsRow]>) throws -> Weeks {
    try query.check(read.rates)
    let first = query.from!
    let second = first.advanced(by: 7)
    var (last, before) = (Earnings(), Earnings())
    for row in read.value {
      if Day(row.key)! < second { before += row.earnings } else { last += row.earnings }
    }
    func week(_ start: Day, _ earnings: Earnings) -> Joined<Week, EarningsFigures> {
      Joined(Week(from: start, to: start.advanced(by: 6)), EarningsFigures(earnings, currency, read.fx))
    }
    let gross = last.gross.amounts.merging(before.gross.amounts.mapValues { -$0 }, uniquingKeysWith: +)
    let change = Change(
      plays: last.plays - before.plays, gross: Dictionary(uniqueKeysWithValues: gross.map { ($0.key.code, $0.value) }))
    return Weeks(week: week(second, last), before: week(first, before), change: change)
  }

  static func monday(of day: Day) -> Day {
    // The first day of 1970 was a Thursday.
    day.advanced(by: -Int(((day.number + 3) % 7 + 7) % 7))
  }
}
