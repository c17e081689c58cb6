/// The one rounding of the books: half-even, on exact integers.
public enum Rounding {
  /// `a * b / divisor`, rounded half-even. The product is kept in 256 bits, so it never overflows on the way.
  ///
  /// - Precondition: `divisor > 0` and the result fits 128 bits.
  public static func halfEven(product a: Int128, _ b: Int128, dividedBy divisor: Int128) -> Int128 {
    precondition(divisor > 0)
    let wide = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let by = divisor.magnitude
    precondition(wide.high < by, "the result of a rounding does not fit 128 bits")
    var (quotient, remainder) = by.dividingFullWidth(wide)
    // Compared as remainder against what is missing to the divisor: doubling could overflow.
    let missing = by - remainder
    if remainder > missing || (remainder == missing && quotient & 1 == 1) { quotient += 1 }
    return (a < 0) != (b < 0) ? -Int128(quotient) : Int128(quotient)
  }
}
