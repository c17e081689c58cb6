import Sheets

/// A row of a sheet as a line, so that sheets are read as text is: a cell's text, and a byte behind it that no text has.
enum SheetLine {
  /// Behind a text, a day, or nothing.
  static let end: UInt8 = 0x1F
  /// Behind a number that the spreadsheet has as one: its decimal sign is a point, whatever the format's is.
  static let numberEnd: UInt8 = 0x1E

  /// - Parameter bytes: gets the line; what was in it is gone. Of a row that is too long only its beginning.
  static func write(_ row: SheetRow, to bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    var column = 1
    for cell in row.cells {
      // A cell far to the right makes a line of that many fields, which is refused for their number.
      while column < cell.column, bytes.count <= ReportReader.maximumLineBytes {
        bytes.append(end)
        column += 1
      }
      guard bytes.count <= ReportReader.maximumLineBytes else { return }
      // Line ends within a cell are spaces: no name, code or number has one.
      bytes.append(contentsOf: cell.text.utf8.lazy.map { $0 < 0x20 ? 0x20 : $0 })
      bytes.append(cell.kind == .number ? numberEnd : end)
      column += 1
    }
  }
}
