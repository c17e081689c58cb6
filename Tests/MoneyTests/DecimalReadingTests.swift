import Money
import Testing

@Suite("Reading a decimal")
struct DecimalReadingTests {
  @Test(
    "A plain decimal is read exactly",
    arguments: [
      ("0", 0), ("-0", 0), ("1", 1_000_000_000_000), ("-1", -1_000_000_000_000), ("+1", 1_000_000_000_000),
      ("0.0041", 4_100_000_000), ("12.5", 12_500_000_000_000), ("-12.5", -12_500_000_000_000),
      ("0.000000000001", 1), ("-0.000000000001", -1), ("000.10", 100_000_000_000),
      ("1.000000000000", 1_000_000_000_000),
    ] as [(String, Int128)])
  func exact(text: String, pico: Int128) throws {
    #expect(try Amount(text).pico == pico)
    #expect(try Rate(text).pico == pico)
  }

  @Test(
    "An amount without an integer part, as Apple writes it, is read", arguments: [".021330", "-.021330", "+.021330"])
  func leadingPoint(text: String) throws {
    #expect(try Amount(text).pico == (text.hasPrefix("-") ? -21_330_000_000 : 21_330_000_000))
  }

  @Test("A rate with 13 decimals is refused", arguments: ["0.0000000000001", "1.0000000000000", "-0.1234567890123"])
  func tooManyDecimals(text: String) {
    #expect(throws: DecimalError.tooManyDecimals(text)) { try Rate(text) }
    #expect(throws: DecimalError.tooManyDecimals(text)) { try Amount(text) }
  }

  @Test("A rate with 12 decimals is kept to the last")
  func twelveDecimals() throws {
    #expect(try Rate("0.123456789012").pico == 123_456_789_012)
  }

  @Test(
    "What is not a plain decimal is refused",
    arguments: [
      "", "-", "+", ".", "-.", "+.", "1e3", "1E3", "1e-3", "1,5", "1,000", "1,000.50", "1_000", " 1", "1 ", "1 000",
      "--1", "+-1", "1-", "1.2.3", "1..2", "0x10", "NaN", "inf", "$1", "1€", "٣", "１", "1\u{0}", "1\n", "½", "abc",
    ])
  func notANumber(text: String) {
    #expect(throws: DecimalError.notANumber(text)) { try Amount(text) }
    #expect(throws: DecimalError.notANumber(text)) { try Rate(text) }
  }

  @Test("Twenty integer digits are kept; one more is refused, never wrapped")
  func tooLarge() throws {
    let most = String(repeating: "9", count: 20) + "." + String(repeating: "9", count: 12)
    #expect(try Amount(most).description == most)
    #expect(try Amount("-" + most).description == "-" + most)
    let more = String(repeating: "9", count: 21)
    #expect(throws: DecimalError.tooLarge(more)) { try Amount(more) }
    let endless = String(repeating: "9", count: 500)
    #expect(throws: DecimalError.tooLarge(endless)) { try Amount(endless) }
  }

  @Test("A refusal quotes the text and says what is wrong")
  func messages() {
    #expect("\(DecimalError.notANumber("1e3"))".contains("\"1e3\""))
    #expect("\(DecimalError.tooManyDecimals("0.1"))".contains("more than 12 decimals"))
    #expect("\(DecimalError.tooLarge("9"))".contains("larger"))
  }

  @Test("A substring is read as a string is")
  func substring() throws {
    #expect(try Amount("rate=0.25".dropFirst(5)).pico == 250_000_000_000)
  }
}
