import Catalog
import Testing

@Suite("Titles and performers, compared without case, accents and punctuation")
struct PlainWordsTests {
  @Test(
    "Two spellings are one, and what tells versions apart stays",
    arguments: [
      ("Été", "ete", true), ("Don’t Stop!", "dont  stop", true), ("ＡＢＣ", "abc", true),
      ("Song (Remix)", "Song - remix", true),
      ("Song (Remix)", "Song", false), ("Song feat. Ida", "Song", false), ("か", "が", false), ("君の名", "君の名", true),
      ("Song 2", "Song", false),
    ])
  func spelling(_ a: String, _ b: String, _ isSame: Bool) {
    #expect((PlainWords(a) == PlainWords(b)) == isSame)
  }

  @Test(
    "All performers are named, each whole and once",
    arguments: [
      ("Mara Quay", ["Mara Quay"], true), ("Mara Quay feat. Ida Fjord", ["Ida Fjord", "Mara Quay"], true),
      ("Ida Fjord, Mara Quay", ["Mara Quay", "Ida Fjord"], true), ("Mara Quay", ["Mara Quay", "Ida Fjord"], false),
      ("Mara Quay & Ida Fjord", ["Mara Quay"], false), ("Simon & Garfunkel", ["Simon & Garfunkel"], true),
      ("Earth, Wind & Fire", ["Earth"], false), ("Mara Quay and", ["Mara Quay"], false), ("feat Mara", ["Mara"], false),
      ("X and Y", ["Y", "X"], true), ("Mara", ["Mara", ""], false), ("", [], false), ("A A", ["A"], false),
    ] as [(String, [String], Bool)])
  func performers(_ text: String, _ names: [String], _ isAll: Bool) {
    #expect(PlainWords(text).name(all: names.map { PlainWords($0) }) == isAll)
  }
}
