import Money
import Plays
import Rates
import Refusals
import Testing

/// A rate table from the lines under its header.
func table(_ path: String, _ lines: String...) throws -> RateTable {
  try RateTableFile.parse(
    path: path, bytes: Array((["country,tier,currency,rate"] + lines).joined(separator: "\n").utf8))
}

func refusal(_ path: String, _ lines: String...) throws -> InputError {
  let text = (["country,tier,currency,rate"] + lines).joined(separator: "\n")
  return try #require(#expect(throws: InputError.self) { try RateTableFile.parse(path: path, bytes: Array(text.utf8)) })
}

func market(_ platform: String, _ country: String, _ tier: String) -> Market {
  Market(platform: platform, country: Country(country)!, tier: tier)
}

extension RateBook {
  /// The rate of a market on a day, as text: `0.004 USD`.
  func rate(_ platform: String, _ country: String, _ tier: String, _ day: String) -> String? {
    quote(market(platform, country, tier), on: Day(day)!).map { "\($0.rate) \($0.currency)" }
  }
}
