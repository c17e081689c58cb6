import Foundation
import Gzip
import Sheets
import TestSupport
import Testing

@Suite("A large sheet")
struct MillionCellsTests {
  private static let (rows, columns) = (50_000, 20)

  /// Writes a sheet of texts, shared and not, and numbers.
  private func write(to path: String) throws {
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let target = try #require(FileHandle(forWritingAtPath: path))
    var zip = ZipWriter(date: (2026, 10, 31)) { try target.write(contentsOf: $0) }
    var book = MadeBook()
    book.texts = (0..<1_000).map { "<si><t>text \($0)</t></si>" }.joined()
    for part in book.content where part.name != "xl/worksheets/sheet1.xml" {
      var packed: [UInt8] = []
      let file = try PackedFile(deflates: true, to: { packed += $0 }) { try $0(Array(part.text.utf8)) }
      try zip.add(part.name, file) { try $0(packed) }
    }
    var packed: [UInt8] = []
    let file = try PackedFile(deflates: true, to: { packed += $0 }) { put in
      try put(Array("<worksheet xmlns=\"\(MadeBook.main)\"><sheetData>".utf8))
      for row in 1...Self.rows {
        var text = "<row>"
        for column in 1...Self.columns {
          switch column % 3 {
          case 0: text += "<c t=\"s\"><v>\((row * column) % 1_000)</v></c>"
          case 1: text += "<c><v>\(row)</v></c>"
          default: text += "<c t=\"inlineStr\"><is><t>\(row),\(column)</t></is></c>"
          }
        }
        try put(Array((text + "</row>").utf8))
      }
      try put(Array("</sheetData></worksheet>".utf8))
    }
    try zip.add("xl/worksheets/sheet1.xml", file) { try $0(packed) }
    try zip.finish()
    try target.close()
  }

  @Test("Of a million cells a row is in memory, and the texts that they share")
  func streams() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/large.xlsx"
    try write(to: path)
    let file = try Sheets(path: path)
    var (cells, rows, sum, longest) = (0, 0, 0, 0)
    try file.read("A") { row in
      rows += 1
      cells += row.cells.count
      sum += Int(row.cells[0].text) ?? 0
      longest = max(longest, row.cells.map(\.text.utf8.count).reduce(0, +))
      if row.number == 777 {
        #expect(row.fields.prefix(3) == ["777", "777,2", "text \(777 * 3 % 1_000)"])
      }
    }
    #expect(cells == Self.rows * Self.columns && rows == Self.rows && sum == Self.rows * (Self.rows + 1) / 2)
    // The texts, four bytes for each, and one row; of a million cells there would be millions.
    let shared = (0..<1_000).map { "text \($0)".utf8.count + 4 }.reduce(0, +)
    #expect(file.mostKept == shared + longest && file.mostKept < 20_000)
  }
}
