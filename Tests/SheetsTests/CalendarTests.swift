import Sheets
import Testing

@Suite("Days and times of sheets")
struct CalendarTests {
  /// Reads numbers under formats: the cells of one column.
  private func read(
    _ cells: [(number: String, format: String)], isFrom1904: Bool = false
  ) throws -> [(SheetCell.Kind, String)] {
    var book = MadeBook(
      cells.enumerated().map { MadeBook.row([("s=\"\($0.offset + 1)\"", "<v>\($0.element.number)</v>")]) }.joined())
    book.formats = cells.map(\.format)
    book.isFrom1904 = isFrom1904
    return try book.read().map { ($0.cells[0].kind, $0.cells[0].text) }
  }

  private func expect(
    _ table: [(number: String, format: String, text: String)], isFrom1904: Bool = false,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let read = try read(table.map { ($0.number, $0.format) }, isFrom1904: isFrom1904)
    for (row, found) in zip(table, read) {
      #expect(found.1 == row.text, "\(row.number) as \(row.format)", sourceLocation: location)
      let isNumber = row.text.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" } && !row.text.contains(/^\d{4}-\d\d/)
      #expect(found.0 == (isNumber ? .number : .moment), "\(row)", sourceLocation: location)
    }
    #expect(read.count == table.count)
  }

  @Test("Days count from 1900 on, with the day that never was")
  func from1900() throws {
    try expect([
      ("1", "yyyy-mm-dd", "1900-01-01"), ("59", "yyyy-mm-dd", "1900-02-28"), ("60", "yyyy-mm-dd", "60"),
      ("61", "yyyy-mm-dd", "1900-03-01"), ("366", "yyyy-mm-dd", "1900-12-31"), ("36585", "yyyy-mm-dd", "2000-02-29"),
      ("46326", "yyyy-mm-dd", "2026-10-31"), ("2958465", "yyyy-mm-dd", "9999-12-31"),
      ("2958466", "yyyy-mm-dd", "2958466"), ("0", "yyyy-mm-dd", "0"), ("-1", "yyyy-mm-dd", "-1"),
      ("4.6326E4", "yyyy-mm-dd", "2026-10-31"), ("99999999999999", "yyyy-mm-dd", "99999999999999"),
    ])
  }

  @Test("Or from 1904 on")
  func from1904() throws {
    try expect(
      [
        ("0", "yyyy-mm-dd", "1904-01-01"), ("60", "yyyy-mm-dd", "1904-03-01"), ("44864", "yyyy-mm-dd", "2026-10-31"),
        ("0.5", "h:mm", "12:00:00"), ("0.5", "yyyy-mm-dd h:mm", "1904-01-01T12:00:00"),
      ], isFrom1904: true)
  }

  @Test("A time is there where the format shows one and the number has one")
  func times() throws {
    try expect([
      ("46326.520833333336", "yyyy-mm-dd hh:mm", "2026-10-31T12:30:00"), ("46326", "yyyy-mm-dd hh:mm", "2026-10-31"),
      ("46326.520833333336", "d/m/yyyy", "2026-10-31"), ("0.520833333333333", "h:mm AM/PM", "12:30:00"),
      ("0.999994212962963", "hh:mm:ss", "23:59:59.500"), ("46326.999999999", "yyyy-mm-dd hh:mm:ss", "2026-11-01"),
      ("0", "h:mm", "00:00:00"), ("1.5", "[h]:mm:ss", "36:00:00"), ("0.002361111111111", "[mm]:ss", "00:03:24"),
      ("0.75", "yyyy-mm-dd hh:mm", "18:00:00"), ("1.25", "h:mm", "1900-01-01T06:00:00"),
    ])
  }

  @Test("Formats are of days where they have letters of days, outside of what is quoted, escaped or in brackets")
  func formats() throws {
    let day = "2026-10-31"
    try expect([
      ("46326", "m/d/yy", day), ("46326", "DD.MM.YYYY", day), ("46326", "mmm\\-yy", day),
      ("46326", "[$-409]mmmm\\ d\\,\\ yyyy;@", day),
      ("46326", "yyyy\"年\"m\"月\"d\"日\"", day), ("46326", "mmm", day), ("46326", "[Red]yyyy", day),
      ("46326", "dddd", day),
      ("46326", "General", "46326"), ("46326", "GENERAL\" days\"", "46326"), ("46326", "#,##0.00\" USD\"", "46326"),
      ("46326", "0.00E+00", "46326"),
      ("46326", "#,##0 [$USD]", "46326"), ("46326", "0\\d", "46326"), ("46326", "#,##0_d", "46326"),
      ("46326", "0.0%", "46326"),
      ("46326", "[Red]0.00", "46326"), ("46326", "0;yyyy", "46326"), ("46326", "@", "46326"),
      ("46326", "\"unclosed yyyy", "46326"),
      ("46326", "[yyyy", "46326"),
    ])
  }

  @Test("Formats that every spreadsheet has are known by their number")
  func builtIn() throws {
    let (days, times, both) = ([14, 15, 16, 17, 27, 36, 50, 58], [18, 19, 20, 21, 45, 47], [22])
    var book = MadeBook(
      (1...60).map { MadeBook.row([("s=\"\($0)\"", "<v>46326.25</v>"), ("s=\"\($0)\"", "<v>0.25</v>")]) }.joined())
    book.builtIn = Array(1...60)
    let rows = try book.read()
    for (id, row) in zip(1...60, rows) {
      let texts = row.fields
      if days.contains(id) { #expect(texts == ["2026-10-31", "0.25"], "\(id)") }
      if times.contains(id) || both.contains(id) { #expect(texts == ["2026-10-31T06:00:00", "06:00:00"], "\(id)") }
      if id == 46 { #expect(texts == ["1111830:00:00", "06:00:00"]) }
      if (1...13).contains(id) || (37...44).contains(id) || [48, 49, 59, 60].contains(id) {
        #expect(texts == ["46326.25", "0.25"], "\(id)")
      }
    }
    #expect(rows.count == 60)
  }

  @Test("A moment that is spelt out is taken as it is; midnight is the day")
  func spelt() throws {
    let given = ["2026-10-31", "2026-10-31T00:00:00", "2026-10-31T00:00:00.000Z", "2026-10-31T12:30:00", "12:30:00"]
    let rows = try MadeBook(given.map { MadeBook.row([("t=\"d\"", "<v>\($0)</v>")]) }.joined()).read()
    #expect(
      rows.flatMap(\.fields) == ["2026-10-31", "2026-10-31", "2026-10-31", "2026-10-31T12:30:00", "12:30:00"])
  }
}
