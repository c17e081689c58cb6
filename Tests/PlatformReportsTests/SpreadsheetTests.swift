import Foundation
import Money
import PlatformReports
import Plays
import ReportMatching
import Seeded
import Sheets
import TestSupport
import Testing

@Suite("Reports that are spreadsheets")
struct SpreadsheetTests {
  static let files = FixtureTests.files.filter { $0.hasSuffix(".xlsx") }

  /// All rows of a file, by sheet.
  private static func rows(_ file: String) throws -> [(sheet: Sheets.Sheet, rows: [SheetRow])] {
    let book = try Sheets(path: "\(FixtureTests.folder)/\(file)")
    return try book.sheets.map { sheet in
      var rows: [SheetRow] = []
      try book.read(sheet.name) { rows.append($0) }
      return (sheet, rows)
    }
  }

  private static func read(
    _ sheets: [(sheet: Sheets.Sheet, rows: [SheetRow])], file: String = "report.xlsx", in book: FormatBook = own,
    _ take: @escaping (ReportRow) -> Void = { _ in }
  ) throws -> ReportSummary {
    let reader = SheetsReader(book, file: file, take: take)
    for (sheet, rows) in sheets { reader.look(at: sheet, Array(rows.prefix(SheetsReader.firstRows))) }
    for name in try reader.recognise() {
      for row in sheets.first(where: { $0.sheet.name == name })!.rows { try reader.read(row, of: name) }
    }
    return try reader.finish()
  }

  /// A sheet of texts; what is a number to Swift is one there.
  private static func sheet(_ name: String, isHidden: Bool = false, _ lines: [[String]]) -> (
    sheet: Sheets.Sheet, rows: [SheetRow]
  ) {
    let rows = lines.enumerated().map { index, cells in
      SheetRow(
        number: index + 1,
        cells: cells.enumerated().filter { !$0.element.isEmpty }.map {
          let isNumber = $0.element.allSatisfy { "0123456789.-".contains($0) } && !$0.element.dropFirst().contains("-")
          return SheetCell(column: $0.offset + 1, kind: isNumber ? .number : .text, text: $0.element)
        })
    }
    return (Sheets.Sheet(name: name, isHidden: isHidden), rows)
  }

  private static let head = ["period", "platform", "country", "tier", "isrc", "units", "amount", "currency"]
  private static let good = ["2026-03", "spotify", "DE", "free", "QZLL22600001", "7", "1.25", "EUR"]

  @Test("A file of text that a person has opened in a spreadsheet and saved has the same rows", arguments: files)
  func saved(file: String) throws {
    guard file.hasSuffix("-saved.xlsx") else { return }
    func facts(_ file: String) throws -> [String] {
      var rows: [String] = []
      _ = try PlatformReportsTests.read(path: "\(FixtureTests.folder)/\(file)") { row in
        rows.append(
          "\(row.line) \(row.period) \(row.platform) \(row.country) \(row.tier ?? "") \(row.isrc.map { "\($0)" } ?? "") "
            + "\(row.upc.map { "\($0.padded)" } ?? "") \(row.externalID ?? "") \(row.units) \(row.amount) \(row.currency)"
        )
      }.result.get()
      return rows
    }
    let text = try facts(file.replacing("-saved.xlsx", with: ".csv"))
    #expect(text.count >= 8)
    #expect(try facts(file) == text)
    let summary = try PlatformReportsTests.read(path: "\(FixtureTests.folder)/\(file)").result.get()
    #expect(summary.ignoredSheets == ["Notes"])
  }

  @Test("Each sheet has its own columns; what is shared passes through, and a summary counts nothing")
  func several() throws {
    var rows: [ReportRow] = []
    let path = "\(FixtureTests.folder)/2026-03-31 00_00_00-details.xlsx"
    let read = try PlatformReportsTests.read(path: path) { rows.append($0) }
    let summary = try read.result.get()
    #expect(read.delimiter == "sheet Masters, sheet Youtube Channels, sheet Shares In & Out")
    #expect(summary.ignoredSheets == ["Summary"])
    #expect(rows.prefix(10).map(\.line) == Array(2...11))
    #expect(rows.suffix(5).map(\.line) == (2...6).map { $0 + 1 << 20 })
    #expect(rows.last?.externalID == "youtube_video:v4-_Ab4xyz")
    #expect(rows[0].upc == GTIN("036000291452"))
    #expect(summary.facts.statements == Period("2026-03")!...Period("2026-03")!)
    #expect(summary.facts.transfers == 3)
    #expect(summary.facts.monetisation == [.download: 1, .notTold: 9])
  }

  @Test("A refusal names sheet, row and column")
  func refusals() throws {
    var bad = Self.good
    bad[4] = "QZLL2260000X"
    let error = try #require(
      #expect(throws: ReportError.self) {
        try Self.read([Self.sheet("Cover", [["Hello"]]), Self.sheet("March", [Self.head, Self.good, bad])])
      })
    #expect(error.description.hasPrefix("sheet March, row 3, column \"isrc\": \"QZLL2260000X\""), "\(error)")
    // A decimal sign, a day and a number of a spreadsheet's own are its own, whatever the format writes.
    let tidewater = try FormatFile.parse(
      file: "a.yaml",
      text: """
        name: a
        title: Commas
        lines: quoted semicolon
        recognise: {columns: [Monat, Netto]}
        columns: {month: {names: Monat, dates: MM.YYYY}, isrc: ISRC, units: Anzahl, amount: Netto}
        constants: {platform: spotify, country: DE, currency: EUR}
        numbers: {decimal: comma, grouping: point}
        """)
    var rows: [ReportRow] = []
    var sheet = Self.sheet(
      "x",
      [["Monat", "ISRC", "Anzahl", "Netto"], ["-", "QZLL22600001", "1204", "1.204"], ["03.2026", "DEA1B2600017"]])
    sheet.rows[2] = SheetRow(
      number: 3,
      cells: sheet.rows[2].cells + [(3, "1.204"), (4, "1.204,5")].map { SheetCell(column: $0, kind: .text, text: $1) })
    sheet.rows[1] = SheetRow(
      number: 2, cells: [SheetCell(column: 1, kind: .moment, text: "2026-03-01")] + sheet.rows[1].cells.dropFirst())
    _ = try Self.read([sheet], in: FormatBook([tidewater])) { rows.append($0) }
    #expect(rows.map(\.units) == [1204, 1204])
    #expect(rows.map(\.amount) == (try [Amount("1.204"), Amount("1204.5")]))
    #expect(rows.map { "\($0.period)" } == ["2026-03", "2026-03"])
  }

  @Test("A month that a spreadsheet has taken for a day of this year is refused")
  func mistakenDays() throws {
    var bad = Self.sheet("x", [Self.head, Self.good])
    for (day, isTaken) in [("2026-03-01", true), ("2026-09-25", false), ("2026-03-01T00:30:00", false)] {
      bad.rows[1] = SheetRow(
        number: 2, cells: [SheetCell(column: 1, kind: .moment, text: day)] + bad.rows[1].cells.dropFirst())
      if isTaken {
        #expect(try Self.read([bad]).rows == 1)
      } else {
        let error = try #require(#expect(throws: ReportError.self) { try Self.read([bad]) })
        #expect(error.column == "period")
      }
    }
  }

  @Test("Two sheets of one table, none, an empty one and a hidden one")
  func which() throws {
    let one = Self.sheet("A", [Self.head, Self.good])
    let two = Self.sheet("B", [Self.head, Self.good])
    let twice = try #require(#expect(throws: ReportError.self) { try Self.read([one, two]) })
    #expect(twice.reason.contains("\"A\", \"B\""))
    #expect(try Self.read([one, Self.sheet("B", isHidden: true, [Self.head, Self.good])]).ignoredSheets == ["B"])
    #expect(try Self.read([Self.sheet("B", []), one]).ignoredSheets.isEmpty)
    #expect(throws: ReportError.self) { try Self.read([Self.sheet("A", [])]) }
    let unknown = try #require(
      #expect(throws: ReportError.self) { try Self.read([Self.sheet("A", [["Nobody", "knows"]])]) })
    #expect(unknown.reason.contains("\"A\" begins with \"Nobody knows\""))
    #expect(unknown.reason.contains("onerpm"))
    let empty = try #require(#expect(throws: ReportError.self) { try Self.read([Self.sheet("A", [Self.head])]) })
    #expect(empty.reason.contains("no rows"))
  }

  @Test("Rows that are too wide or too long are refused where they stand")
  func bounds() throws {
    let far = SheetRow(number: 3, cells: [SheetCell(column: 16_384, kind: .text, text: "x")])
    let long = SheetRow(
      number: 3, cells: [SheetCell(column: 1, kind: .text, text: String(repeating: "x", count: 70_000))])
    for (row, words) in [(far, "512 fields"), (long, "64 KiB")] {
      var sheet = Self.sheet("A", [Self.head, Self.good])
      sheet.rows.append(row)
      let error = try #require(#expect(throws: ReportError.self) { try Self.read([sheet]) })
      #expect(error.line == 3)
      #expect(error.description.contains(words), "\(error)")
    }
  }

  @Test("Three hundred damaged files of each are refused or read, and nothing else", arguments: files)
  func damage(file: String) throws {
    var generator = Seeded(seed: 300)
    let whole = try Self.rows(file)
    let bytes = try FixtureTests.bytes(file)
    let folder = try TemporaryFolder()
    var refused = 0
    for number in 0..<300 {
      var rows = 0
      func count(_ row: ReportRow) {
        rows += 1
        DamageTests.expectWellFormed(row)
      }
      do {
        let summary: ReportSummary
        if number % 2 == 0 {
          let path = "\(folder.path)/\(number) \(file)"
          try Data(DamageTests.damaged(bytes, &generator)).write(to: URL(fileURLWithPath: path))
          summary = try PlatformReportsTests.read(path: path, take: count).result.get()
        } else {
          summary = try Self.read(Self.damaged(whole, &generator), file: file, count)
        }
        #expect(summary.rows == rows)
      } catch let error as ReportError {
        refused += 1
        #expect(error.line >= 1)
        #expect(!error.reason.isEmpty)
        #expect(error.description.utf8.count < 2000)
      } catch let error as SheetError {
        refused += 1
        #expect(!error.reason.isEmpty)
      }
    }
    #expect(refused > 100)
  }

  /// One thing or another happens to the cells of a file.
  private static func damaged(
    _ sheets: [(sheet: Sheets.Sheet, rows: [SheetRow])], _ generator: inout Seeded
  ) -> [(sheet: Sheets.Sheet, rows: [SheetRow])] {
    var sheets = sheets
    let index = Int.random(in: 0..<sheets.count, using: &generator)
    var rows = sheets[index].rows
    let at = Int.random(in: 0..<rows.count, using: &generator)
    var cells = rows[at].cells
    let place = Int.random(in: 0..<cells.count, using: &generator)
    let cell = cells[place]
    func change(_ text: String, _ kind: SheetCell.Kind? = nil) {
      guard !text.isEmpty else { return }
      cells[place] = SheetCell(column: cell.column, kind: kind ?? cell.kind, text: text)
    }
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: rows.removeSubrange(at...)
    case 1: rows.remove(at: at)
    case 2: cells.remove(at: place)
    case 3: change(String(cell.text.reversed()))
    case 4:
      change(String(cell.text.map { $0.isNumber ? Character("\(Int.random(in: 0...9, using: &generator))") : $0 }))
    case 5: change("\(cell.text)\u{1F}\u{1E},;\t\"é\n9")
    case 6: change("#REF!", .error)
    case 7:
      cells = cells.map { SheetCell(column: $0.column + (place < 3 ? 1 : 0), kind: $0.kind, text: $0.text) }
    default:
      let other = cells.randomElement(using: &generator)!
      change(other.text, other.kind)
    }
    if at < rows.count, !cells.isEmpty { rows[at] = SheetRow(number: rows[at].number, cells: cells) }
    sheets[index].rows = rows
    return sheets
  }
}
