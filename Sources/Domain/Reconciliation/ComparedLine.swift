import Money
import Plays

/// A line of a comparison: estimate and report of a recording in a platform's country and tier, under one contract.
package struct ComparedLine: Hashable, Sendable {
  /// Its place in the comparison, from 1.
  package let number: Int32
  package let period: Period
  package let platform: String
  package let country: Country
  /// `nil` where the report does not tell tiers apart.
  package let tier: String?
  /// `nil` where the report names no recording that is known.
  package let isrc: String?
  /// Number of the contract's version; 0 without one.
  package let contract: Int32
  package let status: LineStatus
  /// Currency of the amounts: the contract's, or the report's where an exchange rate is missing.
  package let currency: Currency
  package let figures: ComparedFigures

  package init(
    number: Int32 = 0, period: Period, platform: String, country: Country, tier: String?, isrc: String?,
    contract: Int32, status: LineStatus, currency: Currency, figures: ComparedFigures
  ) {
    self.number = number
    self.period = period
    self.platform = platform
    self.country = country
    self.tier = tier
    self.isrc = isrc
    self.contract = contract
    self.status = status
    self.currency = currency
    self.figures = figures
  }

  /// The same under another number.
  package func numbered(_ number: Int32) -> ComparedLine {
    ComparedLine(
      number: number, period: period, platform: platform, country: country, tier: tier, isrc: isrc,
      contract: contract, status: status, currency: currency, figures: figures)
  }
}

/// Units and amounts of a compared line or of many, in one currency.
package struct ComparedFigures: Hashable, Sendable {
  package let estimatedUnits: Int64
  /// Over the report's own days, where these are not the calendar month's; so is `compared`.
  package let comparedUnits: Int64
  package let reportedUnits: Int64
  package let estimated: Amount
  package let compared: Amount
  package let reported: Amount
  /// They sum to the variance.
  package let parts: VarianceParts

  package init(
    units: (estimated: Int64, compared: Int64, reported: Int64), estimated: Amount, compared: Amount, reported: Amount,
    parts: VarianceParts
  ) {
    (estimatedUnits, comparedUnits, reportedUnits) = units
    self.estimated = estimated
    self.compared = compared
    self.reported = reported
    self.parts = parts
  }

  package init(_ figures: VarianceFigures) {
    self.init(
      units: (figures.estimatedUnits, figures.comparedUnits, figures.reportedUnits), estimated: figures.estimated,
      compared: figures.compared, reported: figures.actual, parts: figures.parts)
  }

  /// Reported less estimated.
  package var variance: Amount { reported - estimated }
}
