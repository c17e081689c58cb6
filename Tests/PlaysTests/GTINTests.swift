import Plays
import Seeded
import Testing

@Suite("A release's barcode")
struct GTINTests {
  @Test(
    "A right check digit is accepted, with 12, 13 or 14 digits",
    arguments: [
      "036000291452", "4006381333931", "0036000291452", "00036000291452", "10036000291459", "011000000075",
      "000000000000",
    ])
  func valid(text: String) throws {
    let gtin = try #require(GTIN(text))
    #expect(gtin.description == text)
    #expect(gtin.padded.count == 14)
    #expect(gtin.padded.hasSuffix(text))
  }

  @Test("Every other check digit is refused", arguments: ["036000291452", "4006381333931", "10036000291459"])
  func wrongCheckDigit(text: String) {
    for digit in 0...9 {
      let other = text.dropLast() + "\(digit)"
      #expect((GTIN(other) != nil) == (other == text[...]), "\(other)")
    }
  }

  @Test(
    "What is not 12 to 14 ASCII digits is refused",
    arguments: [
      "", "0", "36000291452", "000036000291452", "03600029145X", "036000-291452", " 036000291452", "036000291452 ",
      "０36000291452", "40063813",
    ])
  func refused(text: String) {
    #expect(GTIN(text) == nil)
  }

  @Test("The same barcode with 12, 13 and 14 digits is one")
  func compared() throws {
    let forms = try ["036000291452", "0036000291452", "00036000291452"].map { try #require(GTIN($0)) }
    #expect(Set(forms).count == 1)
    #expect(forms.allSatisfy { $0 == forms[0] && $0.padded == "00036000291452" })
    #expect(forms.map(\.description) == ["036000291452", "0036000291452", "00036000291452"])
  }

  @Test("Barcodes are ordered by their padded form")
  func order() throws {
    let small = try #require(GTIN("036000291452"))
    let large = try #require(GTIN("4006381333931"))
    #expect(small < large)
    #expect(!(large < small))
  }

  @Test("Seeded barcodes: one check digit of ten is right, and a changed digit is noticed", arguments: UInt64(1)...5)
  func seeded(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    for _ in 0..<300 {
      let body = (0..<[11, 12, 13].randomElement(using: &generator)!).map { _ in
        Int.random(in: 0...9, using: &generator)
      }
      // The standard's own wording: from the right, three times the first, once the second, and so on, up to a ten.
      var sum = 0
      var weight = 3
      for digit in body.reversed() {
        sum += digit * weight
        weight = 4 - weight
      }
      var check = 0
      while (sum + check) % 10 != 0 { check += 1 }
      let text = (body + [check]).map(String.init).joined()
      #expect(GTIN(text) != nil, "\(text)")
      var digits = body + [check]
      let index = Int.random(in: 0..<digits.count, using: &generator)
      digits[index] = (digits[index] + Int.random(in: 1...9, using: &generator)) % 10
      #expect(GTIN(digits.map(String.init).joined()) == nil, "\(digits)")
    }
  }
}
