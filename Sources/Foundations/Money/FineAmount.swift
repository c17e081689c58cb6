/// Exact money finer than a pico-unit, to 10^-50 of a major unit: what an amount was before it was rounded, and the sum of
/// what rounding moved. Sums are exact, within the range of `Amount`.
package struct FineAmount: Hashable, Sendable {
  /// Decimals at most.
  package static let decimals = 50
  /// Parts of a pico-unit: 10^38.
  package static let parts = (0..<decimals - Amount.decimals).reduce(UInt128(1)) { power, _ in power * 10 }

  /// Pico-units, rounded down.
  private var pico: Int128
  /// That which is above them, below `parts`.
  private var rest: UInt128

  package static let zero = FineAmount(.zero)

  package init(_ amount: Amount) {
    pico = amount.pico
    rest = 0
  }

  /// - Parameter parts: of a pico-unit, fewer than there are in one.
  package init(parts: UInt128) {
    precondition(parts < Self.parts, "less than a pico-unit")
    pico = 0
    rest = parts
  }

  /// Reads a plain decimal of at most 50 decimals.
  ///
  /// - Throws: `DecimalError`, as `Amount` does.
  package init(_ text: some StringProtocol) throws(DecimalError) {
    let split = text.utf8.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
    let decimals = text[split...].dropFirst()
    let tail = decimals.dropFirst(Amount.decimals)
    guard decimals.utf8.allSatisfy({ $0 &- 0x30 <= 9 }) else { throw .notANumber(String(text)) }
    guard tail.utf8.count <= Self.decimals - Amount.decimals else { throw .tooManyDecimals(String(text)) }
    pico = try Amount(text[..<tail.startIndex]).pico
    rest = 0
    let below = (0..<Self.decimals - Amount.decimals).reduce(UInt128(0)) { value, place in
      let digit = place < tail.utf8.count ? tail.utf8[tail.utf8.index(tail.startIndex, offsetBy: place)] - 0x30 : 0
      return value * 10 + UInt128(digit)
    }
    if below > 0 {
      self = text.utf8.first == UInt8(ascii: "-") ? self - FineAmount(parts: below) : self + FineAmount(parts: below)
    }
  }

  package static func + (a: FineAmount, b: FineAmount) -> FineAmount {
    var sum = a
    sum += b
    return sum
  }

  package static func - (a: FineAmount, b: FineAmount) -> FineAmount { a + -b }

  package static prefix func - (value: FineAmount) -> FineAmount {
    var negated = value
    negated.pico = value.rest == 0 ? -value.pico : -value.pico - 1
    negated.rest = value.rest == 0 ? 0 : Self.parts - value.rest
    return negated
  }

  package static func += (a: inout FineAmount, b: FineAmount) {
    a.pico += b.pico
    // Two rests are below 2 x 10^38, which 128 bits hold.
    a.rest += b.rest
    if a.rest >= Self.parts {
      a.rest -= Self.parts
      a.pico += 1
    }
  }

  /// The nearest amount; from the exact middle the even one.
  package var halfEven: Amount {
    let missing = Self.parts - rest
    return Amount(pico: rest > missing || rest == missing && pico & 1 == 1 ? pico + 1 : pico)
  }

  /// True if it is below zero.
  package var isNegative: Bool { pico < 0 }
}

extension FineAmount: CustomStringConvertible {
  /// The full decimal, with 12 decimals or as many as it has: `-0.0000000000004`.
  package var description: String {
    guard rest > 0 else { return Amount(pico: pico).description }
    if isNegative { return "-\(-self)" }
    let digits = String(rest)
    var text = String(repeating: "0", count: Self.decimals - Amount.decimals - digits.utf8.count) + digits
    while text.last == "0" { text.removeLast() }
    return Amount(pico: pico).description + text
  }
}
