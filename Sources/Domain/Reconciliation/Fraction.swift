/// An exact fraction: what a division left unrounded.
///
/// Its range is that of the figures it is made of: any amount, rate and units. It is not reduced, and equal to another
/// of the same value.
package struct Fraction: Sendable {
  let numerator: WideInteger
  /// Above zero.
  let denominator: UInt128

  init(_ numerator: WideInteger, over denominator: UInt128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// -1, 0 or 1.
  package var signum: Int { numerator.isZero ? 0 : numerator.isNegative ? -1 : 1 }

  /// The decimal of so many places, rounded half-even: `-1.2346`.
  package func text(decimals: Int) -> String {
    let scaled = (0..<decimals).reduce(numerator) { scaled, _ in scaled * Int128(10) }
    // Rounded as its absolute value: half-even is the same on either side of zero.
    let magnitude = scaled.isNegative ? -scaled : scaled
    var (quotient, remainder) = magnitude.flooredQuotient(by: denominator)
    // Compared as remainder against what is missing to the denominator: doubling could overflow.
    let missing = denominator - remainder
    let isOdd = quotient.flooredQuotient(by: 2).remainder == 1
    if remainder > missing || (remainder == missing && isOdd) { quotient = quotient + WideInteger(1) }
    let digits = quotient.description
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    let sign = scaled.isNegative && !quotient.isZero ? "-" : ""
    return decimals > 0 ? "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))" : sign + padded
  }
}

extension Fraction: Equatable {
  package static func == (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator == b.numerator * a.denominator
  }
}

extension Fraction: CustomStringConvertible {
  /// Numerator and denominator: `-10/3`.
  package var description: String { "\(numerator)/\(denominator)" }
}
