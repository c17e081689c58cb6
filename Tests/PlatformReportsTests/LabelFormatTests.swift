import Money
import PlatformReports
import Plays
import Refusals
import ReportMatching
import Testing

@Suite("Formats that a label completes")
struct LabelFormatTests {
  @Test(
    "A file that does not tell everything is recognised, and refused with what to write",
    arguments: [
      ("stem.csv", "stem", ["the month, nor the country, nor the currency", "like: stem", "month_is_statement: true"]),
      ("sonosuite.csv", "sonosuite", ["the currency", "constants: {currency: EUR}"]),
      ("landr.csv", "landr", ["the month, nor the country", "constants: {country: WW}"]),
      ("77001_202603_202603_77001_DTL.xlsx", "ada", ["the currency", "like: ada"]),
    ] as [(String, String, [String])])
  func asked(file: String, format: String, words: [String]) throws {
    let read = try read(path: "\(FixtureTests.folder)/\(file)", in: shipped)
    #expect(read.format?.name == format)
    let error = try #require(#expect(throws: ReportError.self) { try read.result.get() })
    for word in words { #expect(error.reason.contains(word), "\(error)") }
  }

  @Test("One of another name is like the one that asks, and is taken before it")
  func otherName() throws {
    let mine = try FormatFile.parse(
      file: "stem-eu.yaml",
      text: """
        name: stem-eu
        like: stem
        title: Stem, the European account
        month_is_statement: true
        constants: {country: WW, currency: EUR}
        """, known: shipped.formats)
    let summary = try read(
      path: "\(FixtureTests.folder)/stem.csv", in: FormatBook(shipped.formats.filter { $0.name != "dsr" } + [mine])
    ).result.get()
    #expect(summary.format == "stem-eu")
    #expect(summary.totals.amounts.keys.map(\.code) == ["EUR"])
    #expect(summary.facts.statements == Period("2025-12")!...Period("2026-12")!)
    let error = try #require(
      #expect(throws: InputError.self) {
        try FormatFile.parse(file: "x.yaml", text: "name: x\nlike: nobody\n", known: shipped.formats)
      })
    #expect(error.line == 2)
    #expect(error.reason.contains("nobody"))
  }

  @Test("A recording that is named by artist and title alone has both as its id")
  func named() throws {
    var ids: [String?] = []
    _ = try read(path: "\(FixtureTests.folder)/unitedmasters.csv") { ids.append($0.externalID) }.result.get()
    #expect(ids[1] == "unitedmasters:The \"Brass\" Owls / Slow Water, Pt. 2")
    #expect(Set(ids).count == 4)
  }
}
