import Money
import Plays
import Rates

extension Variance {
  /// One side of a comparison: what the plays imply, or what the platform reports.
  package struct Side: Hashable, Sendable {
    /// Plays; below zero where a report takes back.
    package let units: Int64
    /// In the side's own currency.
    package let gross: Amount
    /// Part of `gross` that is not for plays: fines, corrections, bonuses.
    package let adjustments: Amount
    /// `nil` for plays that no rate was in force for: they have units and no money.
    package let currency: Currency?
    /// From the side's currency to the contract's; `nil` where there is no such pair.
    package let fx: Rate?

    /// - Parameter fx: not needed where the currency is the contract's.
    package init(units: Int64, gross: Amount, adjustments: Amount = .zero, currency: Currency, fx: Rate?) {
      self.units = units
      self.gross = gross
      self.adjustments = adjustments
      self.currency = currency
      self.fx = fx
    }

    /// The same, with the exchange rate looked up: of the earning period, and of the direct pair only.
    package init(
      units: Int64, gross: Amount, adjustments: Amount = .zero, currency: Currency, to contractCurrency: Currency,
      _ fx: FXBook, _ period: Period
    ) {
      self.init(
        units: units, gross: gross, adjustments: adjustments, currency: currency,
        fx: fx.rate(period, from: currency, to: contractCurrency))
    }

    /// Plays that no rate was in force for: no estimate of money, but they count among the units.
    package init(unrated units: Int64) {
      self.units = units
      gross = .zero
      adjustments = .zero
      currency = nil
      fx = nil
    }

    var hasMoney: Bool { gross != .zero }
    var isNothing: Bool { units == 0 && !hasMoney }
  }
}
