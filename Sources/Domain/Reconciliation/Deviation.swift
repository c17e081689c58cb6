import Money

/// Distance of a reported figure from an estimated one, as an exact share of the estimate.
package struct Deviation: Hashable, Sendable, CustomStringConvertible {
  /// Decimals of a percentage as it is shown.
  package static let decimals = 4

  package let estimated: Int128
  package let reported: Int128

  /// Plays, pico-units, or any other units: the same ones of both.
  package init(estimated: Int128, reported: Int128) {
    self.estimated = estimated
    self.reported = reported
  }

  package init(estimated: Amount, reported: Amount) {
    self.init(estimated: estimated.pico, reported: reported.pico)
  }

  /// The absolute difference. It fits: two values of 128 bits are less than 2^128 apart.
  var distance: UInt128 {
    // The bits of both are subtracted as they stand, which is right modulo 2^128.
    let upper = UInt128(truncatingIfNeeded: max(estimated, reported))
    return upper &- UInt128(truncatingIfNeeded: min(estimated, reported))
  }

  /// Reported less estimated in percent of the absolute estimate, positive where more is reported; `nil` where the
  /// estimate is zero and the report is not. Zero of zero is no deviation.
  package var percent: Fraction? {
    guard distance > 0 else { return Fraction(WideInteger(0), over: 1) }
    guard estimated != 0 else { return nil }
    return Fraction(
      WideInteger(magnitude: distance, isNegative: reported < estimated) * Int128(100), over: estimated.magnitude)
  }

  /// True if the absolute deviation is more than a percentage: compared as products, without a division. Anything is
  /// more than any percentage of zero.
  ///
  /// - Parameter percent: 0.5 is 0.5 %; not below zero.
  package func exceeds(percent: Amount) -> Bool {
    let allowed = estimated.magnitude.multipliedFullWidth(by: max(.zero, percent).pico.magnitude)
    let found = distance.multipliedFullWidth(by: 100 * Amount.scale.magnitude)
    return (found.high, found.low) > (allowed.high, allowed.low)
  }

  /// The percentage rounded half-even to 4 decimals: `-1.2346`; empty where there is none.
  package var description: String { percent?.text(decimals: Self.decimals) ?? "" }
}
