import Money

/// A variance as it is shown and added up: in pico-units.
///
/// Each side is converted and rounded half-even to 10^-12, once, as the books do. The parts sum to the difference of the
/// rounded sides exactly, and each is within one pico-unit of its exact value: every part is rounded down, and the
/// pico-units then missing go one each to the largest remainders, of equal ones to the part that stands first in
/// `VariancePart`. Where all parts are whole and the difference of the rounded sides is one off, that one goes to the
/// first part that is not zero. A part of zero stays zero.
package struct VarianceFigures: Hashable, Sendable {
  package let currency: Currency
  /// True if an exchange rate was missing, so that `currency` is not the contract's.
  package let lacksFX: Bool
  /// Gross of the calendar month's estimate in another currency, which is in none of the figures.
  package let setAside: Amount
  /// The currency of `setAside`; `nil` where nothing is.
  package let setAsideCurrency: Currency?

  /// Plays of the calendar month, rated or not.
  package let estimatedUnits: Int64
  /// Plays of the report's own days, rated or not; the same where those are the calendar month's.
  package let comparedUnits: Int64
  package let reportedUnits: Int64
  /// Estimate from the plays of the calendar month.
  package let estimated: Amount
  /// Estimate from the plays of the report's own days: the report is judged by it.
  package let compared: Amount
  /// Figure that the platform reports.
  package let actual: Amount
  /// They sum to `actual` - `estimated`.
  package let parts: VarianceParts

  /// True if the report is compared with an estimate: plays of its days with a rate, or money.
  package let isEstimated: Bool
  /// True if the report has units or money for the line.
  package let isReported: Bool

  /// - Throws: `ReconciliationError.tooLarge` where a figure leaves the range of amounts. None does where units stay
  ///   below 10^18, the money of each side below 10^20 major units at either exchange rate, and an estimate's converted
  ///   rate below 10^7 a play.
  package init(_ variance: Variance) throws(ReconciliationError) {
    currency = variance.currency
    lacksFX = variance.lacksFX
    setAside = variance.setAside?.gross ?? .zero
    setAsideCurrency = variance.setAside?.currency
    estimatedUnits = variance.month.units
    comparedUnits = variance.compared.units
    reportedUnits = variance.actual.units
    isEstimated = !variance.compared.isNothing
    isReported = variance.actual.units != 0 || variance.actual.gross != .zero
    guard let estimated = variance.month.rounded, let compared = variance.compared.rounded else {
      throw .tooLarge("the converted estimate of a line")
    }
    guard let actual = variance.actual.rounded else { throw .tooLarge("the converted report of a line") }
    self.estimated = estimated
    self.compared = compared
    self.actual = actual
    parts = try Self.parts(of: variance, summingTo: actual.less(estimated, "the variance of a line"))
  }

  private static func parts(
    of variance: Variance, summingTo difference: Amount
  ) throws(ReconciliationError) -> VarianceParts {
    var parts = VarianceParts()
    var remainders: [(part: VariancePart, place: Int, remainder: UInt128)] = []
    var missing = WideInteger(difference.pico)
    for (part, numerator) in zip(VariancePart.allCases, variance.numerators) where !numerator.isZero {
      let (quotient, remainder) = numerator.flooredQuotient(by: variance.denominator)
      guard let pico = Int128(exactly: quotient), pico < .max else { throw .tooLarge("\(part.rawValue) of a line") }
      parts[part] = Amount(pico: pico)
      remainders.append((part, remainders.count, remainder))
      missing = missing - quotient
    }
    // The two roundings of the sides are off by one at most together. So as many are missing as there are remainders
    // at most, or one too many where there is no remainder.
    if missing.isNegative {
      let part = remainders[0].part
      parts[part] = try parts[part].less(Amount(pico: 1), "\(part.rawValue) of a line")
      return parts
    }
    var rest = remainders.sorted { ($1.remainder, $0.place) < ($0.remainder, $1.place) }[...]
    while !missing.isZero {
      parts[rest.removeFirst().part].pico += 1
      missing = missing - WideInteger(1)
    }
    return parts
  }
}
