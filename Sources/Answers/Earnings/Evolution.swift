import Earnings
import Money
import Plays
import Refusals
import Schemas

/// Plays and estimated earnings over time.
package struct Evolution: Question {
  package enum Granularity: String, Codable, CaseIterable, Sendable {
    case second, minute, hour, day

    /// Seconds that are shown without a first moment.
    fileprivate var usualSpan: Int64 {
      switch self {
      case .second: 120
      case .minute: 3_600
      case .hour: 48 * 3_600
      case .day: 30 * 86_400
      }
    }
  }

  package struct Point: Codable, Sendable {
    package let t: Time
  }

  package struct Points: Codable, Sendable {
    package let granularity: Granularity
    package var status = Estimate.estimated
    package let points: [Joined<Point, EarningsFigures>]
  }

  package typealias Answer = Fresh<Points>

  let granularity: Granularity
  let from, to: Moment?
  let query: EarningsQuery
  let currency: Currency?

  /// - Parameters:
  ///   - from: the first moment; without it as many as are usual.
  ///   - to: the last moment, included; now without it.
  ///   - query: the filters, without days.
  package init(
    by granularity: Granularity, from: Moment?, to: Moment?, _ query: EarningsQuery, in currency: Currency?
  ) {
    self.granularity = granularity
    self.from = from
    self.to = to
    self.query = query
    self.currency = currency
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let now = asking.now / 1_000_000
    let to = to?.lastSecond ?? now
    let from = from?.firstSecond ?? min(now, to) - granularity.usualSpan
    guard from <= to else { throw Refused.unusable("to", "to is before from.") }
    let read = try await points(from, to, asking.visible(query), asking.totals)
    try query.check(read.rates)
    let points = read.value.map {
      Joined(Point(t: Time(seconds: $0.at)), EarningsFigures($0.earnings, currency, read.fx))
    }
    return Fresh(Points(granularity: granularity, points: points), read.freshness)
  }

  private func points(
    _ from: Int64, _ to: Int64, _ query: EarningsQuery, _ totals: any Totals
  ) async throws -> Priced<[EarningsPoint]> {
    switch granularity {
    case .second: return try await totals.recent(query, from...to, bySecond: true)
    case .minute: return try await totals.recent(query, from - from % 60...to, bySecond: false)
    case .hour:
      guard query.album == nil, query.track == nil else {
        throw Refused.unusable(
          query.album != nil ? "album" : "track",
          "Hours are kept by artist and label, not by album or track: ask for day, or minute within the last hour.")
      }
      return try await totals.hours(query, from - from % 3_600...to)
    case .day:
      var query = query
      query.groupBy = .day
      query.from = Day(number: Int32(clamping: from / 86_400))
      query.to = Day(number: Int32(clamping: to / 86_400))
      let read = try await totals.rows(query)
      return read.with(
        read.value.map { EarningsPoint(at: Int64(Day($0.key)!.number) * 86_400, earnings: $0.earnings) })
    }
  }
}
