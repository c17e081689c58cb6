import Money
import Seeded
import Testing

@Suite("Rounding half-even")
struct RoundingTests {
  @Test(
    "A tie goes to the even neighbour, on both sides of zero",
    arguments: [
      (1, 0), (3, 2), (5, 2), (7, 4), (9, 4), (11, 6), (-1, 0), (-3, -2), (-5, -2), (-7, -4), (-9, -4), (-11, -6),
    ] as [(Int128, Int128)])
  func ties(halves: Int128, rounded: Int128) {
    #expect(Rounding.halfEven(product: halves, 1, dividedBy: 2) == rounded)
    #expect(Rounding.halfEven(product: -1, halves, dividedBy: 2) == -rounded)
    #expect(Rounding.halfEven(product: halves, 500_000_000_000, dividedBy: Amount.scale) == rounded)
  }

  @Test(
    "What is not a tie goes to the nearer neighbour",
    arguments: [(249, 2), (250, 2), (251, 3), (349, 3), (350, 4), (351, 4)] as [(Int128, Int128)])
  func nearest(hundredths: Int128, rounded: Int128) {
    #expect(Rounding.halfEven(product: hundredths, 1, dividedBy: 100) == rounded)
    #expect(Rounding.halfEven(product: hundredths, -1, dividedBy: 100) == -rounded)
  }

  @Test("Seeded products and divisors agree with sums done on paper", arguments: UInt64(1)...10)
  func againstPaper(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<500 {
      let divisor = max(1, random(digits: 1...38, &generator).magnitude)
      // So many digits in both factors that the result has at most 37, which 128 bits hold.
      let room = 36 + String(divisor).count
      let a = random(digits: 1...min(38, room - 1), &generator)
      let b = random(digits: 1...min(38, room - String(a.magnitude).count), &generator)
      expectPaper(a, b, Int128(divisor))
    }
  }

  @Test("Seeded amounts times rates, over 10^12, agree with sums done on paper", arguments: UInt64(11)...20)
  func amountsAgainstPaper(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<500 {
      expectPaper(random(digits: 1...24, &generator), random(digits: 1...20, &generator), Amount.scale)
    }
  }

  @Test("A sum of products is rounded once: as the product of what they have in common", arguments: UInt64(31)...40)
  func sums(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<500 {
      let parts = (0..<Int.random(in: 0...12, using: &generator)).map { _ in random(digits: 1...20, &generator) }
      let factor = random(digits: 1...14, &generator)
      let divisor = Int128(max(1, random(digits: 1...14, &generator).magnitude))
      #expect(
        Rounding.halfEven(sumOf: parts.map { ($0, factor) }, dividedBy: divisor)
          == Rounding.halfEven(product: parts.reduce(0, +), factor, dividedBy: divisor))
    }
  }

  @Test(
    "Each alone may be rounded otherwise than together", arguments: [(1, 1, 1), (-1, -1, -1), (1, -1, 0), (3, 0, 2)])
  func together(a: Int, b: Int, sum: Int) {
    #expect(Rounding.halfEven(sumOf: [(Int128(a), 1), (Int128(b), 1)], dividedBy: 2) == Int128(sum))
  }

  @Test("Seeded exact ties agree with sums done on paper", arguments: UInt64(21)...30)
  func tiesAgainstPaper(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<200 {
      let half = max(1, Int128(random(digits: 1...18, &generator).magnitude))
      let odd = 2 * random(digits: 1...18, &generator) + 1
      // odd x half / (2 x half) is a half more than a whole number.
      expectPaper(odd, half, 2 * half)
      expectPaper(odd, half + 1, 2 * half)
      expectPaper(odd, half - 1, 2 * half)
      expectPaper(odd, -half, 2 * half)
    }
  }

  @Test("The product may need 256 bits on the way")
  func wideProduct() {
    #expect(Rounding.halfEven(product: .max, .max, dividedBy: .max) == .max)
    #expect(Rounding.halfEven(product: .max, Amount.scale, dividedBy: Amount.scale) == .max)
    #expect(Rounding.halfEven(product: -.max, Amount.scale, dividedBy: Amount.scale) == -.max)
    #expect(Rounding.halfEven(product: .max, 1, dividedBy: .max) == 1)
    #expect(Rounding.halfEven(product: .max / 2, 1, dividedBy: .max) == 0)
    #expect(Rounding.halfEven(product: .max / 2 + 1, 1, dividedBy: .max) == 1)
  }

  @Test("Zero times anything is zero")
  func zero() {
    #expect(Rounding.halfEven(product: 0, .max, dividedBy: 1) == 0)
    #expect(Rounding.halfEven(product: .min, 0, dividedBy: 1) == 0)
  }

  private func random(digits: ClosedRange<Int>, _ generator: inout Seeded) -> Int128 {
    var value: Int128 = 0
    for _ in 0..<Int.random(in: digits, using: &generator) {
      value = value * 10 + Int128.random(in: 0...9, using: &generator)
    }
    return Bool.random(using: &generator) ? value : -value
  }

  private func expectPaper(_ a: Int128, _ b: Int128, _ divisor: Int128) {
    let rounded = Rounding.halfEven(product: a, b, dividedBy: divisor)
    #expect(String(rounded) == SchoolArithmetic.halfEven("\(a)", "\(b)", by: "\(divisor)"), "\(a) x \(b) / \(divisor)")
  }
}
