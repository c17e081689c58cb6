import Money
import Plays

/// Figures that a sender states for one market as a whole, and that no row has: what it will pay, what it pays beside the plays,
/// what it took off, what it converted by.
package struct StatedTotal: Hashable, Sendable {
  /// The sender's own id of it.
  package let id: String
  /// `nil` where it covers more than a month.
  package let period: Period?
  package let platform: String
  package let country: Country
  package let tier: String?
  /// Currency of its amounts, and of its rows'.
  package let currency: Currency
  /// Sum of its rows.
  package let rows: Amount
  /// Amount that the sender will pay for the market, everything taken together.
  package let finalTotal: Amount?
  /// A minimum or a flat fee, whatever was played, and its kind.
  package let usageIndependentFee: Amount?
  package let feeType: String?
  package let deductions: Amount?
  package let deductionType: String?
  /// As the file spells it, with its source and its day.
  package let exchangeRate: String?
  package let exchangeRateSource: String?
  package let exchangeRateDate: String?

  package init(
    id: String, period: Period?, platform: String, country: Country, tier: String?, currency: Currency, rows: Amount,
    finalTotal: Amount?, usageIndependentFee: Amount?, feeType: String?, deductions: Amount?, deductionType: String?,
    exchangeRate: String?, exchangeRateSource: String?, exchangeRateDate: String?
  ) {
    self.id = id
    self.period = period
    self.platform = platform
    self.country = country
    self.tier = tier
    self.currency = currency
    self.rows = rows
    self.finalTotal = finalTotal
    self.usageIndependentFee = usageIndependentFee
    self.feeType = feeType
    self.deductions = deductions
    self.deductionType = deductionType
    self.exchangeRate = exchangeRate
    self.exchangeRateSource = exchangeRateSource
    self.exchangeRateDate = exchangeRateDate
  }

  /// True if it says more than its rows do.
  package var isTelling: Bool {
    finalTotal != nil || usageIndependentFee != nil || deductions != nil || exchangeRate != nil
  }
}
