import Foundation
import TestSupport
import Testing
import Workbook

@Suite("Workbooks")
struct WorkbookTests {
  private let folder = "/tmp/ledgerline-workbook-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func make(_ name: String = "a.xlsx", _ body: (Workbook, Worksheet) throws -> Void) throws -> String {
    let path = "\(folder)/\(name)"
    let workbook = try Workbook(path: path, temporaryFolder: folder, title: "Test", created: 1_790_000_000)
    try body(workbook, try workbook.addSheet("Sheet"))
    try workbook.close()
    return path
  }

  /// The cells of the first sheet, as openpyxl reads them: type and value.
  private func read(_ path: String) throws -> [[[String]]] {
    let script = """
      import json, sys, openpyxl
      sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
      print(json.dumps([[[c.data_type, str(c.value)] for c in row] for row in sheet.iter_rows()]))
      """
    let data = Data(try Command.output("/usr/bin/python3", ["-c", script, path]).utf8)
    return try JSONSerialization.jsonObject(with: data) as! [[[String]]]
  }

  static let hostile = [
    "=HYPERLINK(\"x\")", "+1", "-1", "@x", "\tled by a tab", "001234567890", "שלום עולם", "مرحبا", "😀🎵", "{=1+1}",
    String(repeating: "Ü", count: 300), "a\nb", " leading and trailing ", "<b>&amp;\"'", "http://example.com", "1e5",
    "TRUE", "#REF!",
  ]

  @Test("Text is text, whatever it looks like, and unharmed", arguments: hostile)
  func text(value: String) throws {
    let path = try make { _, sheet in try sheet.write(0, 0, text: value) }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cell = try read(path)[0][0]
    #expect(cell[0] == "s" || cell[0] == "inlineStr", "\(cell)")
    #expect(cell[1] == value)
  }

  @Test("Text that looks like the number of a character is none: Excel and LibreOffice read the escape back")
  func escapes() throws {
    let path = try make { _, sheet in
      for (row, text) in ["a_x0041_b", "_x0041_x0042_", "_x00g1_", "__x0041"].enumerated() {
        try sheet.write(row, 0, text: text)
      }
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // This reader leaves the escape as it is written.
    #expect(
      try read(path).map { $0[0][1] } == ["a_x005F_x0041_b", "_x005F_x0041_x005F_x0042_", "_x00g1_", "__x0041"])
  }

  @Test("Numbers and formulas are what they are, and a formula has its value")
  func numbers() throws {
    let path = try make { workbook, sheet in
      var style = CellStyle()
      style.numberFormat = "#,##0.00"
      try sheet.write(0, 0, number: 250.957390020235, try workbook.addFormat(style))
      try sheet.write(0, 1, number: -0.000000000001)
      try sheet.write(1, 0, formula: "=SUM(A1:B1)", value: 250.957390020234)
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cells = try read(path)
    #expect(cells[0][0] == ["n", "250.957390020235"] && Double(cells[0][1][1]) == -1e-12)
    #expect(cells[1][0] == ["f", "=SUM(A1:B1)"])
  }

  @Test("The same content is the same bytes")
  func bytes() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = try ["a.xlsx", "b.xlsx"].map { name in
      try make(name) { _, sheet in
        for row in 0..<500 {
          try sheet.write(row, 0, text: "row \(row)")
          try sheet.write(row, 1, number: Double(row) / 3)
        }
      }
    }
    #expect(FileManager.default.contents(atPath: files[0]) == FileManager.default.contents(atPath: files[1]))
  }

  @Test("A workbook that is let go, or cannot be written, leaves no file, and says why")
  func unfinished() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let workbook = try Workbook(path: "\(folder)/gone.xlsx", temporaryFolder: folder, title: "", created: 0)
      try workbook.addSheet("A").write(0, 0, text: "x")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/gone.xlsx"))
    let nowhere = try Workbook(path: "\(folder)/no/where.xlsx", temporaryFolder: folder, title: "", created: 0)
    try nowhere.addSheet("A").write(0, 0, text: "x")
    let error = #expect(throws: WorkbookError.self) { try nowhere.close() }
    #expect(error?.code == .cannotCreate && error?.description.contains("no/where.xlsx") == true)
    let sheets = try Workbook(path: "\(folder)/names.xlsx", temporaryFolder: folder, title: "", created: 0)
    #expect(throws: WorkbookError.self) { try sheets.addSheet("a/b") }
  }
}
