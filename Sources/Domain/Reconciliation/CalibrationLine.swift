import Money
import Plays

/// A line of an accepted report, or several alike together, as far as they say something about rates.
package struct CalibrationLine: Hashable, Sendable {
  package let period: Period
  package let country: Country
  /// Lower-case; `nil` where the report names no tier.
  package let tier: String?
  package let currency: Currency
  /// 0 for an adjustment; below zero where plays are taken back.
  package let units: Int64
  /// In `currency`.
  package let amount: Amount
  /// Number of lines of reports.
  package let count: Int

  /// - Parameters:
  ///   - tier: in any spelling; empty and `*` are none.
  ///   - count: of lines that are added up here: all with units, or all without.
  package init(
    period: Period, country: Country, tier: String?, currency: Currency, units: Int64, amount: Amount, count: Int = 1
  ) {
    self.period = period
    self.country = country
    // As a rate table's file is read, so that the draft reads back as it was written.
    var spelling = (tier ?? "")[...]
    while spelling.first?.isWhitespace == true { spelling.removeFirst() }
    while spelling.last?.isWhitespace == true { spelling.removeLast() }
    self.tier = spelling.isEmpty || spelling == "*" ? nil : Market.code(spelling)
    self.currency = currency
    self.units = units
    self.amount = amount
    self.count = count
  }
}
