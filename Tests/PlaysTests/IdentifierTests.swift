import Plays
import Testing

/// `é` as two characters, and the sign of the kelvin.
private let decomposed = "e\u{301}"
private let kelvin = "\u{212A}"

@Suite("The spelling of ids")
struct IdentifierTests {
  @Test("Texts in normal form C may be ids", arguments: ["", "art-000", "AC/DÓ", "familia ñ", "é", "日本", "각", "😀"])
  func canonical(text: String) {
    #expect(Identifier.isCanonical(text))
    #expect(Identifier.fault(text) == nil)
    #expect(Array(Identifier.canonical(text).utf8) == Array(text.utf8))
  }

  @Test(
    "Other spellings of them may not, and are told the right one",
    arguments: [decomposed, kelvin, "a" + kelvin, "\u{212B}", "\u{1100}\u{1161}", "a\u{323}\u{302}\u{323}"])
  func otherwise(text: String) throws {
    #expect(!Identifier.isCanonical(text))
    let fault = try #require(Identifier.fault(text))
    #expect(fault.utf8.count > 20 && fault.contains("normal form C"))
    #expect(Identifier.canonical(text) == text, "equal to Swift")
    #expect(Array(Identifier.canonical(text).utf8) != Array(text.utf8), "and not to the database")
    #expect(Identifier.isCanonical(Identifier.canonical(text)))
  }

  @Test("A NUL is no part of an id")
  func nul() { #expect(Identifier.fault("a\0b")?.contains("NUL") == true) }

  @Test(
    "A code has one spelling, whatever it is written in",
    arguments: [
      ("Caf\(decomposed)", "café"), ("K\(kelvin)", "kk"), ("T\u{308}", "\u{1E97}"), ("PREMIUM", "premium"),
    ])
  func codes(text: String, code: String) {
    #expect(Array(Market.code(text).utf8) == Array(code.utf8))
    #expect(Identifier.isCanonical(Market.code(text)))
  }

  @Test("Events that spell a tier or an external id in two ways are of one market and one track")
  func events() throws {
    var decoder = PlayDecoder(platforms: platforms)
    func play(_ tier: String, _ external: String) throws -> Decoded {
      var event = EventText().with("tier", "\"\(tier)\"").with("external_id", "\"\(external)\"")
      event["isrc"] = nil
      return try decoder.outcome(Array(event.json.utf8)).get()
    }
    let first = try play("caf\(decomposed)", "isni:\(decomposed)1")
    let second = try play("café", "isni:é1")
    #expect(Array(first.market.tier.utf8) == Array("café".utf8))
    #expect(Array(first.track.utf8) == Array("isni:é1".utf8))
    #expect(first == second)
    #expect(decoder.vocabulary.markets.count == 1 && decoder.vocabulary.trackCount == 1)
    #expect(Array(try play("free", "\(kelvin)1").track.utf8).suffix(2) == Array("K1".utf8)[...])
  }
}
