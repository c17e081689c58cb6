import Money
import Plays

/// Reported lines of a market in one currency.
package struct CalibrationEvidence: Hashable, Sendable {
  package let currency: Currency
  /// Periods of all lines, ascending.
  package let periods: [Period]
  /// Those with units.
  package let lines: Int
  package let units: Int128
  /// Money of the lines with units.
  package let amount: Amount
  /// Lines with money and without units. They say nothing of a rate.
  package let adjustmentLines: Int
  package let adjustments: Amount

  /// - Parameter lines: of one market and currency, at least one.
  init(_ lines: [CalibrationLine]) throws(ReconciliationError) {
    currency = lines[0].currency
    periods = Set(lines.map(\.period)).sorted()
    var units: Int128 = 0
    var amount = Amount.zero
    var adjustments = Amount.zero
    for line in lines {
      // 2^63 units a line: more lines than there can be would be needed to fill 128 bits.
      units += Int128(line.units)
      if line.units == 0 {
        adjustments = try adjustments.plus(line.amount, "the sum of a market's adjustments")
      } else {
        amount = try amount.plus(line.amount, "the sum of a market's lines")
      }
    }
    self.lines = lines.reduce(0) { $0 + ($1.units == 0 ? 0 : $1.count) }
    adjustmentLines = lines.reduce(0) { $0 + ($1.units == 0 ? $1.count : 0) }
    self.units = units
    self.amount = amount
    self.adjustments = adjustments
  }

  /// Money for one play, rounded half-even to 12 decimals; `nil` without units or where it is below zero or beyond
  /// belief.
  var rate: Rate? {
    guard units > 0, amount >= .zero,
      let pico = Rounding.halfEvenIfItFits(product: amount.pico, 1, dividedBy: units),
      pico < CalibrationRules.believableRate.pico
    else { return nil }
    return Rate(pico: pico)
  }

  /// Deviation of the reported money from what a rate would have made of the reported units.
  func deviation(from rate: Rate) throws(ReconciliationError) -> Deviation {
    let (expected, overflow) = units.multipliedReportingOverflow(by: rate.pico)
    guard !overflow else { throw .tooLarge("a market's units at the present rate") }
    return Deviation(estimated: Amount(pico: expected), reported: amount)
  }
}
