import Foundation
import Seeded
import Sheets
import Testing

@Suite("Numbers of sheets")
struct PlainNumberTests {
  /// Reads each as a cell of a number.
  private func read(_ numbers: [String], format: String? = nil) throws -> [String] {
    var book = MadeBook(
      numbers.map { MadeBook.row([(format == nil ? "" : "s=\"1\"", "<v>\($0)</v>")]) }.joined())
    if let format { book.formats = [format] }
    let rows = try book.read()
    #expect(rows.count == numbers.count && rows.allSatisfy { $0.cells.count == 1 && $0.cells[0].kind == .number })
    return rows.map { $0.cells[0].text }
  }

  @Test("The digits that a person meant, without an exponent, a sign of zero or zeros at the end")
  func plain() throws {
    let expected = [
      ("0", "0"), ("-0", "0"), ("0.0", "0"), ("0.1", "0.1"), ("1.50", "1.5"), ("007", "7"), ("+3", "3"), (".5", "0.5"),
      ("5.", "5"), ("-12.25", "-12.25"), ("1E3", "1000"), ("1.5e+2", "150"), ("1.25E1", "12.5"),
      ("2E-12", "0.000000000002"),
      ("1.2300000000000001E-2", "0.0123"), ("7.0000000000000007E-2", "0.07"), ("0.070000000000000007", "0.07"),
      ("0.30000000000000004", "0.3"), ("-4.0000000000000001E-3", "-0.004"), ("0.99999999999999989", "1"),
      ("99.999999999999986", "100"), ("9.9999999999999995E-7", "0.000001"), ("123456789012.34999", "123456789012.35"),
      ("250.957390020235", "250.957390020235"), ("0.000000000001", "0.000000000001"),
      // Halves away from zero, at the 15th digit.
      ("1.000000000000005", "1.00000000000001"), ("-1.000000000000005", "-1.00000000000001"),
      ("1.0000000000000049", "1"),
    ]
    #expect(try read(expected.map(\.0)) == expected.map(\.1))
  }

  @Test("A whole number that is written in full keeps every digit; one with an exponent has 15")
  func whole() throws {
    let expected = [
      ("9007199254740993", "9007199254740993"), ("12345678901234567890", "12345678901234567890"),
      ("1234567890123456.0", "1234567890123456"), ("1.2345678901234567E+19", "12345678901234600000"),
      ("1e16", "10000000000000000"),
    ]
    #expect(try read(expected.map(\.0)) == expected.map(\.1))
  }

  @Test("A format of zeros keeps the zeros of a barcode, and changes no digit of another number")
  func padded() throws {
    #expect(
      try read(["12345678905", "1234567890512", "0", "-5", "1.5"], format: "0000000000000") == [
        "0012345678905", "1234567890512", "0000000000000", "-5", "1.5",
      ])
    #expect(try read(["5"], format: "0") == ["5"])
    #expect(try read(["5"], format: "00.00") == ["5"])
  }

  @Test("Any decimal of up to 15 digits comes back from floating point in all its spellings", arguments: UInt64(1)...8)
  func roundTrip(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    var given: [String] = []
    var spelt: [String] = []
    for _ in 0..<500 {
      let places = Int.random(in: 0...14, using: &random)
      let digits =
        Int.random(in: 1...999_999_999_999_999, using: &random) / [1, 10, 1_000, 1_000_000_000].randomElement(
          using: &random)!
      guard digits > 0 else { continue }
      let text = String(repeating: "0", count: max(0, places + 1 - "\(digits)".count)) + "\(digits)"
      var plain = places == 0 ? text : "\(text.dropLast(places)).\(text.suffix(places))"
      if plain.contains(".") {
        while plain.hasSuffix("0") { plain.removeLast() }
        if plain.hasSuffix(".") { plain.removeLast() }
      }
      let value = try #require(Double(plain))
      for form in ["%.17g", "%.16E", "%.15g", "%.16G"] {
        given.append(plain)
        spelt.append(String(format: form, value))
      }
      given.append(plain)
      spelt.append("\(value)")
    }
    #expect(try read(spelt) == given)
  }

  @Test(
    "Anything else is no number, and says where",
    arguments: ["NaN", "INF", "1,5", "1 2", "1e", "1e9999", "--1", "0x10", "1.2.3", ".", "-", "e5", "١"])
  func refused(text: String) {
    let said = MadeBook("<row r=\"4\"><c r=\"B4\"><v>\(text)</v></c></row>").refusal()
    #expect(said.hasPrefix("made.xlsx, sheet \"A\", B4: \"\(text)\" is no number"), "\(said)")
  }
}
