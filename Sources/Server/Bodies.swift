import Earnings
import Foundation
import Live
import Money
import Plays
import Rates
import Store

/// How fresh an answer is. Part of every answer about money.
struct FreshnessBody: Encodable {
  let as_of: String
  let complete_through: String?
  let lag_events: Int64
  let generation: Int64

  init(_ state: LiveBook.State) {
    as_of = RFC3339.text(microseconds: state.freshness.asOf)
    complete_through = state.freshness.completeThrough.map { RFC3339.text(microseconds: $0) }
    lag_events = state.freshness.lagEvents
    generation = state.generation
  }

  enum CodingKeys: String, CodingKey { case as_of, complete_through, lag_events, generation }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(as_of, forKey: .as_of)
    // Null, not absent: there is no live source.
    try container.encode(complete_through, forKey: .complete_through)
    try container.encode(lag_events, forKey: .lag_events)
    try container.encode(generation, forKey: .generation)
  }
}

/// Plays and estimated gross; amounts are decimal strings.
struct EarningsFigures: Encodable {
  struct ConvertedBody: Encodable {
    let currency, amount: String
    let missing_fx: [String]
  }

  let plays: Int64
  let unrated_plays: Int64
  let gross: [String: String]
  let converted: ConvertedBody?

  init(_ earnings: Earnings, _ currency: Currency?, _ fx: FXBook) {
    plays = earnings.plays
    unrated_plays = earnings.unratedPlays
    gross = Dictionary(uniqueKeysWithValues: earnings.gross.amounts.map { ($0.key.code, $0.value.description) })
    converted = currency.map { currency in
      let converted = earnings.converted(to: currency, fx)
      return ConvertedBody(
        currency: currency.code, amount: converted.amount.description,
        missing_fx: converted.missing.sorted().map(\.code))
    }
  }
}

struct EarningsBody: Encodable {
  struct Row: Encodable {
    let key, name: String
    let figures: EarningsFigures

    enum CodingKeys: String, CodingKey { case key, name }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(key, forKey: .key)
      try container.encode(name, forKey: .name)
      try figures.encode(to: encoder)
    }
  }

  let from, to, group_by: String?
  let total: EarningsFigures
  let rows: [Row]
  let freshness: FreshnessBody

  enum CodingKeys: String, CodingKey { case from, to, group_by, status, total, rows }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try container.encode(group_by, forKey: .group_by)
    try container.encode("estimated", forKey: .status)
    try container.encode(total, forKey: .total)
    try container.encode(rows, forKey: .rows)
    try freshness.encode(to: encoder)
  }
}

/// Times in answers.
enum RFC3339 {
  static func text(microseconds: Int64) -> String {
    let milliseconds = microseconds / 1000
    return seconds(milliseconds / 1000) + "." + String(1000 + milliseconds % 1000).dropFirst() + "Z"
  }

  /// With all that the database keeps, so that it can be sent back and means the same moment.
  static func precise(microseconds: Int64) -> String {
    seconds(microseconds / 1_000_000) + "." + String(1_000_000 + microseconds % 1_000_000).dropFirst() + "Z"
  }

  static func text(seconds value: Int64) -> String { seconds(value) + "Z" }

  private static func seconds(_ value: Int64) -> String {
    func two(_ value: Int64) -> Substring { String(100 + value).dropFirst() }
    let day = Day(number: Int32(value / 86_400))
    return "\(day)T\(two(value / 3600 % 24)):\(two(value / 60 % 60)):\(two(value % 60))"
  }
}
