import Money
import Seeded
import Testing

@Suite("A rate")
struct RateTests {
  @Test("Gross is plays times rate, to the last decimal")
  func gross() throws {
    #expect(try Rate("0.0041").gross(plays: 1_000) == Amount("4.1"))
    #expect(try Rate("0.000000000001").gross(plays: 1) == Amount("0.000000000001"))
    #expect(try Rate("0.004123456789").gross(plays: 1_000_000_000) == Amount("4123456.789"))
    #expect(try Rate("0.0041").gross(plays: 0) == .zero)
    #expect(try Rate("0.0041").gross(plays: -3) == Amount("-0.0123"))
  }

  @Test("Gross of plays taken together is the sum of the gross of each", arguments: UInt64(1)...5)
  func grossIsAdditive(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<200 {
      let rate = Rate(pico: Int128(Int64.random(in: 0..<1_000_000_000_000, using: &generator)))
      let parts = (0..<10).map { _ in Int64.random(in: 0...1_000_000_000, using: &generator) }
      let together = rate.gross(plays: parts.reduce(0, +))
      #expect(together == parts.reduce(Amount.zero) { $0 + rate.gross(plays: $1) })
      #expect(
        String(together.pico)
          == SchoolArithmetic.text(
            SchoolArithmetic.product(
              SchoolArithmetic.digits("\(rate.pico)"), SchoolArithmetic.digits("\(parts.reduce(0, +))"))))
    }
  }

  @Test("The most plays an account will ever have, at the highest believable rate, still fit")
  func room() {
    #expect(Rate(pico: 999_999 * Amount.scale).gross(plays: .max).pico == 999_999 * Amount.scale * Int128(Int64.max))
  }

  @Test("Converting rounds half-even to 10^-12, once")
  func convert() throws {
    #expect(try Rate("1.08345").convert(Amount("100")) == Amount("108.345"))
    #expect(try Rate("0.5").convert(Amount("0.000000000001")) == .zero)
    #expect(try Rate("0.5").convert(Amount("0.000000000003")) == Amount("0.000000000002"))
    #expect(try Rate("0.5").convert(Amount("-0.000000000003")) == Amount("-0.000000000002"))
    #expect(try Rate("1").convert(Amount("-12.345678901234")) == Amount("-12.345678901234"))
  }

  @Test("Seeded conversions agree with sums done on paper", arguments: UInt64(1)...5)
  func convertAgainstPaper(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<200 {
      let rate = Rate(pico: Int128(Int64.random(in: 1...Int64.max, using: &generator)))
      let amount = Amount(pico: Int128.random(in: -(1 << 80)...(1 << 80), using: &generator))
      let paper = SchoolArithmetic.halfEven("\(rate.pico)", "\(amount.pico)", by: "1000000000000")
      #expect(String(rate.convert(amount).pico) == paper, "\(amount) at \(rate)")
    }
  }
}
