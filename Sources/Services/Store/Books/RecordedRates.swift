import Money
import Plays
import Statements

/// Rates of withholding by country as a settlement keeps them: `2026-10 US 30.000000000000`, and `*` for the others.
extension SettlementStore {
  static func texts(_ rates: [Period: WithholdingRate]) -> [String] {
    rates.sorted { $0.key < $1.key }.flatMap { month, rate in
      ["\(month) * \(rate.others)"] + rate.named.sorted { $0.key < $1.key }.map { "\(month) \($0.key) \($0.value)" }
    }
  }

  static func rates(_ texts: [String]) -> [Period: WithholdingRate] {
    var (others, named) = ([Period: Amount](), [Period: [Country: Amount]]())
    for text in texts {
      let words = text.split(separator: " ")
      guard words.count == 3, let month = Period(words[0]), let percent = try? Amount(words[2]) else {
        preconditionFailure("a rate that was written is no month, country and percent")
      }
      if let country = Country(words[1]) {
        named[month, default: [:]][country] = percent
      } else {
        others[month] = percent
      }
    }
    return Dictionary(
      uniqueKeysWithValues: others.map { ($0.key, WithholdingRate($0.value, named: named[$0.key] ?? [:])) })
  }
}
