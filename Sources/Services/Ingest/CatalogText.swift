import Foundation
import Gzip
import Sheets
import Texts

#if canImport(Glibc)
  import Glibc
#endif

/// The text of a catalog: that of its file, or of the sheet of a spreadsheet, whose rows are its lines.
///
/// A spreadsheet is read from its start to its end before the first of its rows is looked at, so its text is kept in a file
/// without a name until then.
struct CatalogText {
  private static let headers = ["isrc", "album_upc"]
  private static let kept = 1 << 18
  private let name: String
  private let bounds: ImportBounds

  /// - Parameter name: the file's, in what is said of it.
  init(called name: String, bounds: ImportBounds) {
    self.name = name
    self.bounds = bounds
  }

  /// True if the file is a ZIP archive, which no text is, or a spreadsheet of the old form.
  static func isSpreadsheet(_ file: FileHandle) throws -> Bool {
    let start = try file.read(upToCount: 4).map(Array.init) ?? []
    try file.seek(toOffset: 0)
    return start == [0x50, 0x4B, 0x03, 0x04] || start == [0xD0, 0xCF, 0x11, 0xE0]
  }

  /// The sheet with the columns of a catalog, as CSV.
  ///
  /// - Throws: `ImportError` where there is none, or are two; `SheetError` with its place for what is wrong with the file.
  func text(of path: String) throws -> FileHandle {
    var limits = SheetLimits()
    limits.fileBytes = min(limits.fileBytes, bounds.bytes)
    limits.sheet = GzipReader.Bounds(bytes: min(limits.sheet.bytes, bounds.bytes), ratio: bounds.ratio)
    let book = try Sheets(path: path, called: name, limits: limits)
    let found = try book.sheets.filter { sheet in
      guard !sheet.isHidden, let row = try book.first(1, of: sheet.name).first else { return false }
      return Self.headers.allSatisfy(row.fields.contains)
    }
    guard let sheet = found.first else {
      throw ImportError("\(name): no sheet begins with the columns of a catalog: isrc, title, artist_id, ...")
    }
    guard found.count == 1 else {
      throw ImportError("\(name): the sheets \(found.map(\.name).joined(separator: ", ")) are all catalogs; leave one")
    }
    let text = try Self.unnamedFile()
    var (lines, bytes, barcode) = (1, [UInt8](), -1)
    try book.read(sheet.name) { row in
      if barcode < 0 { barcode = (row.fields.firstIndex(of: "album_upc") ?? 0) + 1 }
      // Rows that are empty are lines that are, so that what is wrong has the row's number.
      while lines < row.number {
        bytes.append(UInt8(ascii: "\n"))
        lines += 1
      }
      var column = 1
      for cell in row.cells {
        while column < cell.column {
          bytes.append(UInt8(ascii: ","))
          column += 1
        }
        Self.write(cell, isBarcode: column == barcode, to: &bytes)
      }
      bytes.append(UInt8(ascii: "\n"))
      lines += 1
      if bytes.count >= Self.kept {
        try text.write(contentsOf: Data(bytes))
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try text.write(contentsOf: Data(bytes))
    try text.seek(toOffset: 0)
    return text
  }

  private static func write(_ cell: SheetCell, isBarcode: Bool, to bytes: inout [UInt8]) {
    // The zeros before a number are gone where the spreadsheet took a barcode for one.
    if isBarcode, cell.kind == .number, cell.text.utf8.count < 12 {
      bytes += [UInt8](repeating: 0x30, count: 12 - cell.text.utf8.count)
      bytes += cell.text.utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in cell.text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") ? 0x20 : byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func unnamedFile() throws -> FileHandle {
    var template = Array("\(NSTemporaryDirectory())/ledgerline-catalog-XXXXXX".utf8CString)
    let descriptor = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
    guard descriptor >= 0 else { throw ImportError("\(NSTemporaryDirectory()): \(String(cString: strerror(errno)))") }
    template.withUnsafeBufferPointer { _ = unlink($0.baseAddress!) }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
