/// A whole number of any length that is not below zero: for the few sums that leave 128 bits.
struct Natural: Comparable {
  /// The lowest first, the highest not zero.
  private var digits: [UInt32]

  init(_ value: UInt128) {
    digits = (0..<4).map { UInt32(truncatingIfNeeded: value >> UInt128($0 * 32)) }
    trim()
  }

  private init(digits: [UInt32]) {
    self.digits = digits
    trim()
  }

  private mutating func trim() { while digits.last == 0 { digits.removeLast() } }

  var isZero: Bool { digits.isEmpty }
  var isOdd: Bool { (digits.first ?? 0) & 1 == 1 }

  /// The same as an integer; `nil` where it does not fit.
  var integer: Int128? {
    guard digits.count <= 4 else { return nil }
    return Int128(exactly: digits.reversed().reduce(UInt128(0)) { $0 << 32 | UInt128($1) })
  }

  static func < (a: Natural, b: Natural) -> Bool {
    a.digits.count == b.digits.count
      ? a.digits.reversed().lexicographicallyPrecedes(b.digits.reversed()) : a.digits.count < b.digits.count
  }

  static func + (a: Natural, b: Natural) -> Natural {
    var (sum, carry) = ([UInt32](), UInt64(0))
    for index in 0..<max(a.digits.count, b.digits.count) {
      carry +=
        UInt64(index < a.digits.count ? a.digits[index] : 0) + UInt64(index < b.digits.count ? b.digits[index] : 0)
      sum.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return Natural(digits: sum + [UInt32(carry)])
  }

  /// - Precondition: `b` is not above `a`.
  static func - (a: Natural, b: Natural) -> Natural {
    var (rest, borrow) = ([UInt32](), Int64(0))
    for index in a.digits.indices {
      borrow += Int64(a.digits[index]) - Int64(index < b.digits.count ? b.digits[index] : 0)
      rest.append(UInt32(truncatingIfNeeded: borrow))
      borrow >>= 32
    }
    precondition(borrow == 0, "a natural number is not below zero")
    return Natural(digits: rest)
  }

  static func * (a: Natural, b: Natural) -> Natural {
    var product = [UInt32](repeating: 0, count: a.digits.count + b.digits.count + 1)
    for (i, x) in a.digits.enumerated() {
      var carry = UInt64(0)
      for (j, y) in b.digits.enumerated() {
        carry += UInt64(x) * UInt64(y) + UInt64(product[i + j])
        product[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product[i + b.digits.count] = UInt32(carry)
    }
    return Natural(digits: product)
  }

  /// This over a divisor, to the nearest, and from the exact middle to the even neighbour.
  ///
  /// - Precondition: the divisor is not zero.
  func halfEven(dividedBy divisor: Natural) -> Natural {
    precondition(!divisor.isZero)
    // Bit by bit: there are a dozen of these a settlement at most.
    var (quotient, rest) = ([UInt32](repeating: 0, count: digits.count), Natural(0))
    for index in digits.indices.reversed() {
      for bit in (0..<32).reversed() {
        rest = rest + rest + Natural(UInt128(digits[index] >> UInt32(bit) & 1))
        guard divisor <= rest else { continue }
        rest = rest - divisor
        quotient[index] |= 1 << UInt32(bit)
      }
    }
    let down = Natural(digits: quotient)
    let twice = rest + rest
    return twice > divisor || twice == divisor && down.isOdd ? down + Natural(1) : down
  }
}
