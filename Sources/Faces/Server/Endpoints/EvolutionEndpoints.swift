import Answers
import Earnings
import Foundation
import Hummingbird
import Live
import Money
import Plays
import Postgres
import Schemas
import Store

/// Plays and estimated earnings over time.
enum EvolutionEndpoints {
  enum Granularity: String, Codable, CaseIterable {
    case second, minute, hour, day
  }

  struct Body: Codable {
    struct Point: Codable {
      let t: Time
    }

    let granularity: Granularity
    var status = Estimate.estimated
    let points: [Joined<Point, EarningsFigures>]
  }

  static var all: [Endpoint] {
    let period: [Endpoint.Parameter] = [
      .init(name: "from", what: "the first moment: a day, or RFC 3339", type: .moment, example: "2026-11-22T12:00:00Z"),
      .init(name: "to", what: "the last moment, included; a day is all of it", type: .moment),
    ]
    return [
      Endpoint(
        method: .get, path: "/v1/evolution", tag: "Evolution", summary: "Plays and estimated earnings over time",
        detail: "Seconds are kept for 5 minutes, minutes for an hour; hours of what was taken in within two days of "
          + "being played, by artist and label (album and track filters do not apply); days for good. Without from and "
          + "to: the last 2 minutes, 60 minutes, 48 hours, 30 days. Moments without plays are left out.",
        scope: .earningsRead,
        parameters: [
          .init(
            name: "granularity", what: "how long a point is", type: .oneOf(Granularity.allCases.map(\.rawValue)),
            isRequired: true)
        ] + period + EarningsEndpoints.filters.filter { !["from", "to"].contains($0.name) }
          + EarningsEndpoints.everyone,
        example:
          #"{"granularity":"minute","status":"estimated","points":[{"t":"2026-11-22T12:00:00Z",\#(EarningsEndpoints.figures)}],\#(EarningsEndpoints.freshness)}"#,
        handle: .answer(answer))
    ]
  }

  @Sendable private static func answer(_ call: Call) async throws -> Fresh<Body> {
    let granularity = Granularity(rawValue: call.query["granularity"]!)!
    let now = Int64(Date().timeIntervalSince1970)
    let usual: Int64 =
      switch granularity {
      case .second: 120
      case .minute: 3_600
      case .hour: 48 * 3_600
      case .day: 30 * 86_400
      }
    let to = try moment(call.query["to"], "to", isEnd: true) ?? now
    let from = try moment(call.query["from"], "from", isEnd: false) ?? min(now, to) - usual
    guard from <= to else { throw Problem.unusable("to", "to is before from.") }
    var query = try filters(call)
    try EarningsEndpoints.check(query, call.services)
    let state = call.services.book.state
    let points: [LiveBook.Point]
    switch granularity {
    case .second: points = call.services.book.recent(query, from: from, to: to, bySecond: true)
    case .minute: points = call.services.book.recent(query, from: from - from % 60, to: to, bySecond: false)
    case .hour: points = try await hours(call, query, from: from - from % 3_600, to: to)
    case .day:
      query.groupBy = .day
      query.from = Day(number: Int32(clamping: from / 86_400))
      query.to = Day(number: Int32(clamping: to / 86_400))
      points = try await EarningsEndpoints.rows(query, call.services, turn: call.grant.turn).map {
        LiveBook.Point(at: Int64(Day($0.key)!.number) * 86_400, earnings: $0.earnings)
      }
    }
    let (currency, fx) = (try call.query.currency(), call.services.book.fx)
    let body = Body(
      granularity: granularity,
      points: points.map {
        Joined(Body.Point(t: Time(seconds: $0.at)), EarningsFigures($0.earnings, currency, fx))
      })
    return Fresh(body, Freshness(state))
  }

  private static func hours(_ call: Call, _ query: EarningsQuery, from: Int64, to: Int64) async throws -> [LiveBook
    .Point]
  {
    guard query.album == nil, query.track == nil else {
      throw Problem.unusable(
        query.album != nil ? "album" : "track",
        "Hours are kept by artist and label, not by album or track: ask for day, or minute within the last hour.")
    }
    let rates = call.services.book.rates
    return try await call.on(.figure) { db in
      try EarningsStore(db).hours(query, from: from, to: to, rates)
    }.map { LiveBook.Point(at: $0.hour, earnings: $0.earnings) }
  }

  /// The filters, of which `from` and `to` are moments here.
  private static func filters(_ call: Call) throws(Problem) -> EarningsQuery {
    try call.query.without(["from", "to"]).earnings(call.grant)
  }

  private static func moment(_ text: String?, _ name: String, isEnd: Bool) throws(Problem) -> Int64? {
    guard let text else { return nil }
    if let day = Day(text) { return Int64(day.number) * 86_400 + (isEnd ? 86_399 : 0) }
    guard let time = Time(spelling: text) else { throw .badParameter(name, "\(name) is \(Moment.wanted).") }
    return time.microseconds / 1_000_000
  }
}
