import Plays
import Testing

@Suite("Codes as programs spell them")
struct CodeSpellingTests {
  @Test(
    "Typographic hyphens and no-break spaces are those of ASCII",
    arguments: [
      "QZ\u{2010}LL2\u{2011}26\u{2013}00010", "QZLL2\u{A0}26\u{202F}00010", "\u{FEFF}QZLL22600010",
      "qzll2\u{AD}2600010",
    ])
  func isrc(text: String) {
    #expect(ISRC(text)?.description == "QZLL22600010")
    let event = EventText().with("isrc", "\"\(text)\"").json
    #expect(reason(event) == nil)
  }

  @Test(
    "Letters that only look like those of a code are none",
    arguments: ["QZLL2260001\u{661}", "ＱZLL22600010", "QZLL2260001О"])
  func lookalikes(text: String) { #expect(ISRC(text) == nil) }

  @Test(
    "Three letters name a country as well as two",
    arguments: [("ESP", "ES"), ("usa", "US"), ("XKX", "XK"), ("Gbr", "GB")])
  func threeLetters(text: String, code: String) { #expect(Country(text)?.description == code) }

  @Test("Three letters of no country are none", arguments: ["UKK", "ZZZ", "EUR", "AAA"])
  func noCountry(text: String) { #expect(Country(text) == nil) }

  @Test("Every country has one code of three letters")
  func codes() {
    let pairs = CountryCodes.pairs.split(whereSeparator: \.isWhitespace)
    #expect(pairs.count == 250, "249 of ISO 3166-1, and Kosovo")
    #expect(Set(pairs.map { $0.suffix(3) }).count == 250 && Set(pairs.map { $0.prefix(2) }).count == 250)
    #expect(pairs.allSatisfy { Country($0.suffix(3))?.description == String($0.prefix(2)) })
  }

  @Test("What is wrong with a code can be seen")
  func shown() { #expect(CodeSpelling.shown("QZ\u{2011}LL2é") == "QZ\\u{2011}LL2\\u{e9}") }
}
