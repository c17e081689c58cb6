/// Exact integer arithmetic: the only places where the model rounds or splits.
enum ModelArithmetic {
  /// One whole unit of a currency, or one percent.
  static let unit: Int128 = 1_000_000_000_000
  static let hundredPercent: Int128 = 100 * unit

  /// a x b / c rounded to the nearest integer, ties to the even one. The product is taken at double width, so that
  /// no sum of money a generator invents can overflow on the way.
  static func halfEven(_ a: Int128, times b: Int128, over c: Int128) -> Int128 {
    precondition(c > 0, "divisors are positive")
    let (quotient, remainder) = floor(a.magnitude, times: b.magnitude, over: c.magnitude)
    let toNext = c.magnitude - remainder
    let up = remainder > toNext || (remainder == toNext && quotient % 2 == 1)
    let magnitude = Int128(quotient + (up ? 1 : 0))
    return (a < 0) != (b < 0) ? -magnitude : magnitude
  }

  static func percent(_ percent: Int128, of amount: Int128) -> Int128 {
    halfEven(amount, times: percent, over: hundredPercent)
  }

  /// Splits an amount in proportion to weights by largest remainder; of equal remainders the earlier weight gets the
  /// odd unit, so the caller's order decides ties. A negative amount is split as its absolute value and negated.
  static func apportion(_ amount: Int128, weights: [Int128]) -> [Int128] {
    let total = weights.reduce(0, +)
    precondition(total > 0 && weights.allSatisfy { $0 >= 0 }, "weights to split by are positive")
    let exact = weights.map { floor(amount.magnitude, times: $0.magnitude, over: total.magnitude) }
    var parts = exact.map { Int128($0.quotient) }
    let left = Int(Int128(amount.magnitude) - parts.reduce(0, +))
    let order = weights.indices.sorted { one, other in
      exact[one].remainder != exact[other].remainder ? exact[one].remainder > exact[other].remainder : one < other
    }
    for index in order.prefix(left) { parts[index] += 1 }
    return amount < 0 ? parts.map { -$0 } : parts
  }

  private static func floor(
    _ a: UInt128, times b: UInt128, over c: UInt128
  ) -> (quotient: UInt128, remainder: UInt128) {
    let product = a.multipliedFullWidth(by: b)
    precondition(product.high < c, "the result does not fit")
    return product.high == 0 ? product.low.quotientAndRemainder(dividingBy: c) : c.dividingFullWidth(product)
  }

  /// Order of ids: by their UTF-8 bytes. String's own `<` compares canonical forms instead.
  static func bytewise(_ one: String, _ other: String) -> Bool {
    one.utf8.lexicographicallyPrecedes(other.utf8)
  }
}
