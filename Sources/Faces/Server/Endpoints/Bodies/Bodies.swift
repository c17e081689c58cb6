import Earnings
import Foundation
import Live
import Money
import Plays
import Rates
import Store

/// How fresh an answer is. Part of every answer about money.
struct FreshnessBody: Codable {
  let as_of: Time
  /// Null where there is no live source.
  let complete_through: Nullable<Time>
  let lag_events: Int64
  let generation: Int64

  init(_ state: LiveBook.State) {
    as_of = Time(shown: state.freshness.asOf)
    complete_through = Nullable(state.freshness.completeThrough.map { Time(shown: $0) })
    lag_events = state.freshness.lagEvents
    generation = state.generation
  }
}

/// Plays and estimated gross; amounts are decimal strings.
struct EarningsFigures: Codable {
  struct ConvertedBody: Codable {
    let currency: Currency
    let amount: Amount
    let missing_fx: [Currency]
  }

  let plays: Int64
  let unrated_plays: Int64
  /// By currency.
  let gross: [String: Amount]
  let converted: ConvertedBody?

  init(_ earnings: Earnings, _ currency: Currency?, _ fx: FXBook) {
    plays = earnings.plays
    unrated_plays = earnings.unratedPlays
    gross = Dictionary(uniqueKeysWithValues: earnings.gross.amounts.map { ($0.key.code, $0.value) })
    converted = currency.map { currency in
      let converted = earnings.converted(to: currency, fx)
      return ConvertedBody(
        currency: currency, amount: converted.amount, missing_fx: converted.missing.sorted())
    }
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
