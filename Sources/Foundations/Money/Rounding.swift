/// The one rounding of the books: half-even, on exact integers.
public enum Rounding {
  /// `a * b / divisor`, rounded half-even. The product is kept in 256 bits, so it never overflows on the way.
  ///
  /// - Precondition: `divisor > 0` and the result fits 128 bits.
  public static func halfEven(product a: Int128, _ b: Int128, dividedBy divisor: Int128) -> Int128 {
    guard let result = halfEvenIfItFits(product: a, b, dividedBy: divisor) else {
      preconditionFailure("the result of a rounding does not fit 128 bits")
    }
    return result
  }

  /// The same; `nil` where the result does not fit 128 bits.
  public static func halfEvenIfItFits(product a: Int128, _ b: Int128, dividedBy divisor: Int128) -> Int128? {
    precondition(divisor > 0)
    let wide = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let by = divisor.magnitude
    guard wide.high < by else { return nil }
    var (quotient, remainder) = by.dividingFullWidth(wide)
    // Compared as remainder against what is missing to the divisor: doubling could overflow.
    let missing = by - remainder
    if remainder > missing || (remainder == missing && quotient & 1 == 1) { quotient += 1 }
    guard let result = Int128(exactly: quotient) else { return nil }
    return (a < 0) != (b < 0) ? -result : result
  }

  /// The sum of some products over a divisor, rounded half-even, once. Each product is kept in 256 bits.
  ///
  /// - Precondition: `divisor > 0`, and each product over it fits 128 bits.
  public static func halfEven(sumOf products: [(Int128, Int128)], dividedBy divisor: Int128) -> Int128 {
    precondition(divisor > 0)
    var (whole, rest) = (Int128(0), Int128(0))
    for (a, b) in products {
      let wide = a.magnitude.multipliedFullWidth(by: b.magnitude)
      precondition(wide.high < divisor.magnitude, "a product does not fit 128 bits")
      let (quotient, remainder) = divisor.magnitude.dividingFullWidth(wide)
      let isNegative = (a < 0) != (b < 0)
      whole += isNegative ? -Int128(quotient) : Int128(quotient)
      rest += isNegative ? -Int128(remainder) : Int128(remainder)
    }
    // Rounded down first, whatever its sign.
    let more = rest / divisor - (rest % divisor < 0 ? 1 : 0)
    let (down, above) = (whole + more, rest - more * divisor)
    let missing = divisor - above
    return above > missing || (above == missing && down & 1 == 1) ? down + 1 : down
  }
}

extension Rounding {
  /// A percentage of an amount, rounded half-even to 10^-12.
  ///
  /// - Parameter percent: 15 is 15 %.
  public static func halfEven(_ percent: Amount, percentOf amount: Amount) -> Amount {
    Amount(pico: halfEven(product: amount.pico, percent.pico, dividedBy: 100 * Amount.scale))
  }

  /// A percentage of an amount in a currency, rounded half-even to its minor unit, once.
  public static func halfEven(_ percent: Amount, percentOf amount: Amount, toMinorUnitOf currency: Currency) -> Amount {
    let unit = currency.minorUnit.pico
    return Amount(pico: halfEven(product: amount.pico, percent.pico, dividedBy: 100 * Amount.scale * unit) * unit)
  }
}

extension Amount {
  /// The whole minor units in an amount that is not negative.
  public func roundedDownToMinorUnit(of currency: Currency) -> Amount {
    Amount(pico: pico - pico % currency.minorUnit.pico)
  }
}

extension Currency {
  /// The smallest amount that can be paid: 0.01 of most, 1 JPY, 0.001 KWD.
  public var minorUnit: Amount {
    Amount(pico: (0..<minorUnitDecimals).reduce(Amount.scale) { unit, _ in unit / 10 })
  }
}
