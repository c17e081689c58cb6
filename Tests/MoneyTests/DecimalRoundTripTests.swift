import Money
import Seeded
import Testing

@Suite("Writing a decimal and reading it back")
struct DecimalRoundTripTests {
  /// Any count of pico-units that text can name: at most 20 integer digits, small ones as likely as large ones.
  private func pico(_ generator: inout Seeded) -> Int128 {
    var pico: Int128 = 0
    for _ in 0..<Int.random(in: 1...32, using: &generator) {
      pico = pico * 10 + Int128.random(in: 0...9, using: &generator)
    }
    return Bool.random(using: &generator) ? pico : -pico
  }

  @Test("An amount survives being written and read", arguments: UInt64(1)...10)
  func roundTrip(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    for _ in 0..<1_000 {
      let pico = pico(&generator)
      let text = Amount(pico: pico).description
      #expect(try Amount(text).pico == pico, "\(text)")
      #expect(Rate(pico: pico).description == text)
      #expect(try Rate(text).pico == pico, "\(text)")
    }
  }

  @Test(
    "An amount is written with its sign, its major units and 12 decimals, over all of 128 bits",
    arguments: UInt64(1)...10)
  func shape(seed: UInt64) {
    var generator = Seeded(seed: seed)
    for _ in 0..<1_000 {
      let pico = Int128.random(in: .min ... .max, using: &generator) >> Int128.random(in: 0...127, using: &generator)
      #expect(Amount(pico: pico).description == written(pico))
    }
    for pico in [Int128.min, .max, 0, 1, -1] { #expect(Amount(pico: pico).description == written(pico)) }
  }

  /// The digits of the integer with a point put in front of the last twelve.
  private func written(_ pico: Int128) -> String {
    let digits = String(pico).drop { $0 == "-" }
    let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    return (pico < 0 ? "-" : "") + padded.dropLast(12) + "." + padded.suffix(12)
  }

  @Test("Shorter spellings of an amount mean the same", arguments: UInt64(1)...5)
  func spellings(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    for _ in 0..<500 {
      let pico = pico(&generator).magnitude
      let text = Amount(pico: Int128(pico)).description
      var short = text
      while short.last == "0" { short.removeLast() }
      if short.last == "." { short.removeLast() }
      for spelling in [short, "+" + text, text.hasPrefix("0.") ? String(text.dropFirst()) : text] {
        #expect(try Amount(spelling).pico == Int128(pico), "\(spelling)")
        if !spelling.hasPrefix("+") { #expect(try Amount("-" + spelling).pico == -Int128(pico), "-\(spelling)") }
      }
    }
  }

  @Test("Zero is written without a sign")
  func zero() throws {
    #expect(Amount.zero.description == "0.000000000000")
    #expect(try Amount("-0.000").description == "0.000000000000")
  }
}
