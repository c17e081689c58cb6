/// A sum of fractions of any denominators, kept exact and rounded once.
public struct FractionSum: Sendable {
  private var whole = Int128(0)
  /// Numerators below their denominators, by these.
  private var parts: [UInt128: UInt128] = [:]

  public init() {}

  /// Adds `a * b / divisor`. The product is kept in 256 bits.
  ///
  /// - Precondition: `divisor > 0`, and what is added fits 128 bits.
  public mutating func add(_ a: Int128, times b: Int128 = 1, over divisor: Int128 = 1) {
    precondition(divisor > 0, "a fraction has a denominator above zero")
    let by = divisor.magnitude
    let wide = a.magnitude.multipliedFullWidth(by: b.magnitude)
    precondition(wide.high < by, "a fraction does not fit 128 bits")
    let (quotient, remainder) = by.dividingFullWidth(wide)
    guard (a < 0) != (b < 0), remainder > 0 else {
      whole += (a < 0) != (b < 0) ? -Int128(quotient) : Int128(quotient)
      return add(remainder, of: by)
    }
    // Rounded down, so that what is left over is above zero.
    whole -= Int128(quotient) + 1
    add(by - remainder, of: by)
  }

  private mutating func add(_ numerator: UInt128, of denominator: UInt128) {
    if numerator == 0 { return }
    // Denominators are of 127 bits, so that the sum of two numerators fits.
    let sum = parts[denominator, default: 0] + numerator
    if sum >= denominator { whole += 1 }
    let rest = sum >= denominator ? sum - denominator : sum
    parts[denominator] = rest == 0 ? nil : rest
  }

  /// The sum, to the nearest whole, and from the exact middle to the even neighbour.
  public func halfEven() -> Int128 {
    // In halves: an odd number of them is rounded up, unless it is exact.
    var (halves, rest) = (0, [(numerator: UInt128, denominator: UInt128)]())
    for (denominator, numerator) in parts {
      let twice = 2 * numerator
      if twice >= denominator { halves += 1 }
      rest.append((twice >= denominator ? twice - denominator : twice, denominator))
    }
    var (more, isExact) = (0, rest.allSatisfy { $0.numerator == 0 })
    for candidate in stride(from: rest.count - 1, through: 1, by: -1) {
      let order = Self.order(of: rest, to: candidate)
      if order < 0 { continue }
      (more, isExact) = (candidate, order == 0)
      break
    }
    halves += more
    let down = whole + Int128(halves / 2)
    if halves % 2 == 0 { return down }
    return isExact && down % 2 == 0 ? down : down + 1
  }

  /// Below zero, zero or above zero where a sum of proper fractions is below a whole number, the same, or above it.
  private static func order(of fractions: [(numerator: UInt128, denominator: UInt128)], to number: Int) -> Int {
    var (rest, target) = (fractions, Int128(number))
    // By digits of 64 bits. Two that are not the same differ before so many: one over the product of all denominators.
    for _ in 0..<2 * fractions.count + 2 {
      if target < 0 { return 1 }
      if target == 0 { return rest.allSatisfy { $0.numerator == 0 } ? 0 : 1 }
      if target >= Int128(fractions.count) { return -1 }
      target <<= 64
      for index in rest.indices {
        let (numerator, denominator) = rest[index]
        let (digit, left) = denominator.dividingFullWidth((numerator >> 64, numerator << 64))
        target -= Int128(digit)
        rest[index].numerator = left
      }
    }
    return 0
  }
}
