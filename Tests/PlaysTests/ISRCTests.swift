import Plays
import Seeded
import Testing

@Suite("An ISRC")
struct ISRCTests {
  @Test(
    "Every usual spelling has one stored form",
    arguments: [
      ("QZLL22600001", "QZLL22600001"), ("qzll22600001", "QZLL22600001"), ("QZ-LL2-26-00001", "QZLL22600001"),
      ("QZ LL2 26 00001", "QZLL22600001"), ("ISRC QZ-LL2-26-00001", "QZLL22600001"),
      ("isrcqzll22600001", "QZLL22600001"),
      ("ISRC-QZLL22600001", "QZLL22600001"), ("USRC17607839", "USRC17607839"), ("GBAYE0601498", "GBAYE0601498"),
      ("AA6Q72000047", "AA6Q72000047"),
    ])
  func spellings(text: String, stored: String) throws {
    let isrc = try #require(ISRC(text))
    #expect(isrc.description == stored)
    #expect(ISRC(isrc.description) == isrc)
  }

  @Test("A code that itself begins with ISRC keeps its letters, with the label in front or not")
  func icelandic() {
    #expect(ISRC("ISRC12600001")?.description == "ISRC12600001")
    #expect(ISRC("ISRC ISRC12600001")?.description == "ISRC12600001")
  }

  @Test(
    "What has another shape is no ISRC",
    arguments: [
      "", "ISRC", "QZLL2260000", "QZLL226000011", "1ZLL22600001", "Q1LL22600001", "QZLL2260000A", "QZLL2A600001",
      "QZLL2260000１", "ÜZLL22600001", "QZ_LL2_26_00001", "ISRC:QZLL22600001", "QZLL22600001\n",
      "UPC QZLL22600001", "ISRC ISRC QZLL22600001", "------------",
    ])
  func refused(text: String) {
    #expect(ISRC(text) == nil)
  }

  @Test("Seeded codes keep their form through every spelling", arguments: UInt64(1)...5)
  func seeded(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    let digits = Array("0123456789")
    for _ in 0..<500 {
      func pick(_ alphabet: [Character], _ count: Int) -> String {
        String((0..<count).map { _ in alphabet.randomElement(using: &generator)! })
      }
      let parts = [pick(letters, 2), pick(letters + digits, 3), pick(digits, 2), pick(digits, 5)]
      let stored = parts.joined()
      for spelling in [
        stored, parts.joined(separator: "-"), parts.joined(separator: " "), "ISRC " + parts.joined(separator: "-"),
      ] {
        #expect(ISRC(spelling)?.description == stored)
        #expect(ISRC(spelling.lowercased())?.description == stored)
      }
      #expect(ISRC(stored.dropLast()) == nil)
      #expect(ISRC(stored + "0") == nil)
    }
  }
}
