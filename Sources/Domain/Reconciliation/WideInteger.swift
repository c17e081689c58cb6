/// A signed integer of up to 512 bits: enough for a product of amounts, rates and units, which 128 bits do not hold.
///
/// Only what a variance needs. The largest value met is an amount times a rate times units, times a denominator when
/// fractions are compared: less than 2^127 x 2^127 x 2^65 x 2^104 = 2^423. So nothing here can overflow.
struct WideInteger: Sendable {
  private static let count = 4

  private(set) var isNegative = false
  /// The absolute value, least significant limb first.
  private var limbs = InlineArray<4, UInt128>(repeating: 0)

  init(_ value: Int128) {
    isNegative = value < 0
    limbs[0] = value.magnitude
  }

  init(magnitude: UInt128, isNegative: Bool) {
    self.isNegative = isNegative && magnitude > 0
    limbs[0] = magnitude
  }

  var isZero: Bool {
    for index in 0..<Self.count where limbs[index] != 0 { return false }
    return true
  }

  static prefix func - (value: WideInteger) -> WideInteger {
    var negated = value
    negated.isNegative = !value.isNegative && !value.isZero
    return negated
  }

  static func * (a: WideInteger, b: Int128) -> WideInteger {
    let product = a * b.magnitude
    return b < 0 ? -product : product
  }

  static func * (a: WideInteger, b: UInt128) -> WideInteger {
    var product = WideInteger(0)
    var carry: UInt128 = 0
    for index in 0..<count {
      let (high, low) = a.limbs[index].multipliedFullWidth(by: b)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      product.limbs[index] = sum
      carry = high + (overflow ? 1 : 0)
    }
    precondition(carry == 0, "a product leaves 512 bits")
    product.isNegative = a.isNegative && !product.isZero
    return product
  }

  static func + (a: WideInteger, b: WideInteger) -> WideInteger {
    if a.isNegative == b.isNegative { return a.addingMagnitude(of: b) }
    if a.hasSmallerMagnitude(than: b) { return b.subtractingMagnitude(of: a) }
    return a.subtractingMagnitude(of: b)
  }

  static func - (a: WideInteger, b: WideInteger) -> WideInteger { a + -b }

  /// The largest integer not above the exact quotient, and what remains: from 0 to less than the divisor.
  func flooredQuotient(by divisor: UInt128) -> (quotient: WideInteger, remainder: UInt128) {
    var quotient = WideInteger(0)
    var remainder: UInt128 = 0
    for index in (0..<Self.count).reversed() {
      (quotient.limbs[index], remainder) = divisor.dividingFullWidth((remainder, limbs[index]))
    }
    guard isNegative else { return (quotient, remainder) }
    guard remainder > 0 else { return (-quotient, 0) }
    return (-(quotient + WideInteger(1)), divisor - remainder)
  }

  private func addingMagnitude(of other: WideInteger) -> WideInteger {
    var sum = self
    var carry = false
    for index in 0..<Self.count {
      let (partial, first) = limbs[index].addingReportingOverflow(other.limbs[index])
      let (whole, second) = partial.addingReportingOverflow(carry ? 1 : 0)
      sum.limbs[index] = whole
      carry = first || second
    }
    precondition(!carry, "a sum leaves 512 bits")
    return sum
  }

  private func subtractingMagnitude(of smaller: WideInteger) -> WideInteger {
    var difference = self
    var borrow = false
    for index in 0..<Self.count {
      let (partial, first) = limbs[index].subtractingReportingOverflow(smaller.limbs[index])
      let (whole, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
      difference.limbs[index] = whole
      borrow = first || second
    }
    if difference.isZero { difference.isNegative = false }
    return difference
  }

  private func hasSmallerMagnitude(than other: WideInteger) -> Bool {
    for index in (0..<Self.count).reversed() where limbs[index] != other.limbs[index] {
      return limbs[index] < other.limbs[index]
    }
    return false
  }
}

extension WideInteger: Equatable {
  static func == (a: WideInteger, b: WideInteger) -> Bool { (a - b).isZero }
}

extension WideInteger: CustomStringConvertible {
  /// In decimal digits.
  var description: String {
    // The largest power of ten that fits a limb: 38 digits at a time.
    let chunk = (0..<38).reduce(UInt128(1)) { power, _ in power * 10 }
    var rest = isNegative ? -self : self
    var text = ""
    while true {
      let (quotient, remainder) = rest.flooredQuotient(by: chunk)
      let digits = String(remainder)
      if quotient.isZero { return (isNegative ? "-" : "") + digits + text }
      text = String(repeating: "0", count: 38 - digits.utf8.count) + digits + text
      rest = quotient
    }
  }
}

extension Int128 {
  /// - Returns: `nil` where the value does not fit.
  init?(exactly value: WideInteger) {
    let (high, low) = value.flooredQuotient(by: 1 << 127)
    // What fits is low, or low - 2^127.
    if high.isZero {
      self = Int128(low)
    } else if high == WideInteger(-1) {
      self = Int128.min + Int128(low)
    } else {
      return nil
    }
  }
}
