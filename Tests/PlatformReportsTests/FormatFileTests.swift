import Foundation
import Money
import PlatformReports
import Plays
import Refusals
import TestSupport
import Testing

@Suite("Files of formats")
struct FormatFileTests {
  static let good = """
    name: example
    title: An example
    lines: quoted semicolon
    recognise: {columns: [Month, Shop]}
    columns:
      month: {names: Month, dates: [MMM-YY, DD/MM/YYYY]}
      store: Shop
      country: Land
      isrc: Code
      units: Count
      gross: Gross
      fee: Fee
      amount: Net
    constants: {currency: EUR}
    numbers: {decimal: comma, grouping: point, parentheses: true}
    gross_less_fee_within: 0.00000001
    """

  static func book(_ text: String = good) throws -> FormatBook {
    FormatBook([try FormatFile.parse(file: "formats/example.yaml", text: text)])
  }

  @Test("A format in sixteen lines reads decimal commas, groups, parentheses and dates, and checks gross and fee")
  func example() throws {
    let text = """
      Month;Shop;Land;Code;Count;Gross;Fee;Net
      SEP-25;Spotify;DE;QZLL22600001;1.234;1.234,50;234,5;1.000,00
      01/10/2025;Tidal;Austria;QZLL22600001;2;(3,50);(0,5);-3
      """
    var rows: [ReportRow] = []
    let summary = try read(Array(text.utf8), in: Self.book()) { rows.append($0) }
    #expect(summary.format == "example")
    #expect(rows.map { "\($0.period)" } == ["2025-09", "2025-10"])
    #expect(rows.map(\.units) == [1234, 2])
    #expect(rows.map(\.amount) == (try [Amount("1000"), Amount("-3")]))
    #expect(summary.facts.gross[Currency("EUR")!] == (try Amount("1231")))
    #expect(summary.facts.fees[Currency("EUR")!] == (try Amount("234")))
  }

  @Test(
    "A number that is written otherwise is refused, and one whose gross and fee do not come to it",
    arguments: [
      ("1,234;1;0;1", "Count"), ("12.34;1;0;1", "Count"), ("1;1.2345,5;0;1", "Gross"), ("1;0.012;0;1", "Gross"),
      ("1;1;0;1,000.5", "Net"), ("1;1;0;(-1)", "Net"), ("1;1;0;1.000.00", "Net"), ("1;10;1;8,9", "Net"),
      ("1;1;0;1-", "Net"), ("1;1;0;", "Net"),
    ] as [(String, String)])
  func numbers(cells: String, column: String) throws {
    let text = "Month;Shop;Land;Code;Count;Gross;Fee;Net\nSEP-25;Spotify;DE;QZLL22600001;\(cells)\n"
    let error = try #require(
      #expect(throws: ReportError.self) { try read(Array(text.utf8), in: Self.book()) { _ in } })
    #expect(error.line == 2)
    #expect(error.column == column, "\(error)")
  }

  @Test("Where a file may have either sign, it has one of them")
  func either() throws {
    let book = try Self.book(
      Self.good.replacing("decimal: comma, grouping: point, parentheses: true", with: "decimal: either"))
    let head = "Month;Shop;Land;Code;Count;Gross;Fee;Net\n"
    let row = "SEP-25;Spotify;DE;QZLL22600001;1;"
    #expect(try read(Array("\(head)\(row)1,5;0,5;1\n\(row)1;0;1,0\n".utf8), in: book) { _ in }.rows == 2)
    #expect(throws: ReportError.self) {
      try read(Array("\(head)\(row)1,5;0,5;1\n\(row)1;0;1.0\n".utf8), in: book) { _ in }
    }
  }

  @Test(
    "A refusal names file, line and what is allowed",
    arguments: [
      ("lines: quoted semicolon", "lines: dots", 3, "comma, semicolon, tab, pipe"),
      ("title: An example", "titel: An example", 2, "unknown key \"titel\""),
      ("name: example", "name: other", 1, "other.yaml"), ("name: example", "name: An Example", 1, "letters a to z"),
      ("store: Shop", "shop: Shop", 7, "first_day"), ("  store: Shop\n", "", 6, "the platform of a row"),
      ("  amount: Net\n", "", 6, "amount"), ("currency: EUR", "currency: EURO", 14, "ISO 4217"),
      ("decimal: comma", "decimal: dot", 15, "point, comma, either"),
      ("grouping: point", "grouping: comma", 15, "cannot stand beside"),
      ("DD/MM/YYYY", "DD/MM", 6, "year and month"), ("within: 0.00000001", "within: little", 16, "amount such as"),
      ("country: Land", "country: Shop", 6, "stands twice"), ("  fee: Fee\n", "", 15, "gross and fee"),
      ("recognise: {columns: [Month, Shop]}", "recognise: {column: Month}", 4, "unknown key \"column\""),
      ("recognise: {columns: [Month, Shop]}", "known: [x]", 1, "recognise is missing"),
      ("constants: {currency: EUR}", "constants: {currency: &a EUR}", 14, "anchor"),
    ] as [(String, String, Int, String)])
  func refusals(old: String, new: String, line: Int, words: String) throws {
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    let error = try #require(
      #expect(throws: InputError.self) { try FormatFile.parse(file: "formats/example.yaml", text: text) })
    #expect(error.file == "formats/example.yaml")
    #expect(error.reason.contains(words), "\(error)")
    #expect(error.line == line, "\(error)")
  }

  @Test("The guide's format is of thirty lines at most, and reads the guide's file as the guide says")
  func guide() throws {
    let text = try String(contentsOfFile: "\(Project.root)/docs/formats.md", encoding: .utf8)
    func block(_ kind: String) throws -> String {
      try String(#require(text.split(separator: "```\(kind)\n").dropFirst().first?.split(separator: "```").first))
    }
    let yaml = try block("yaml")
    #expect(yaml.split(separator: "\n").count <= 30)
    let book = FormatBook([try FormatFile.parse(file: "formats/tidewater.yaml", text: yaml)])
    var rows: [ReportRow] = []
    let summary = try read(Array(try block("text").utf8), file: "tidewater-2026-03.csv", in: book) { rows.append($0) }
    #expect(rows.map(\.line) == [4, 5, 6])
    #expect(rows.map(\.units) == [1204, 310, 1])
    #expect(rows.map(\.platform) == ["spotify", "apple_music", "deezer"])
    #expect(rows.map(\.country) == ["DE", "AT", "ZZ"].map { Country($0) })
    #expect(summary.totals[Currency("EUR")!] == (try Amount("4.0086")))
    #expect(summary.facts.gross[Currency("EUR")!] == (try Amount("4.716")))
    #expect(summary.money[Currency("EUR")!]?.transfers == (try FineAmount("-250")))
    #expect(summary.facts.leftOut == 1)
    #expect(summary.facts.statements == Period("2026-03")!...Period("2026-03")!)
  }

  @Test("Two formats that would read a file are told apart by what they know, by its name, or not at all")
  func competing() throws {
    func format(_ name: String, _ more: String) throws -> ReportFormat {
      try FormatFile.parse(
        file: "\(name).yaml",
        text: Self.good.replacing("name: example", with: "name: \(name)").replacing("  fee: Fee\n", with: more)
          .replacing("gross_less_fee_within: 0.00000001", with: ""))
    }
    let text = Array("Month;Shop;Land;Code;Count;Gross;Fee;Net\nSEP-25;Spotify;DE;QZLL22600001;1;1;0;1\n".utf8)
    let more = FormatBook([try format("a", ""), try format("b", "  fee: Fee\n")])
    #expect(try read(text, in: more) { _ in }.format == "b")
    let same = FormatBook([try format("a", ""), try format("b", "")])
    #expect(throws: ReportError.self) { try read(text, in: same) { _ in } }
    let named = FormatBook([
      try format("a", ""),
      try FormatFile.parse(
        file: "b.yaml",
        text: Self.good.replacing("name: example", with: "name: b").replacing(
          "Shop]}", with: "Shop], file: \"b-*.csv\"}")),
    ])
    #expect(try read(text, file: "b-1.csv", in: named) { _ in }.format == "b")
    // A label's own takes the place of one that came with the program.
    #expect(FormatBook([try format("a", ""), try format("a", "  fee: Fee\n")]).formats.count == 2)
  }
}
