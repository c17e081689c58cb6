import Gzip
import Refusals

/// A file of sheets (XLSX, ECMA-376), read row by row.
///
///     let file = try Sheets(path: "details.xlsx")
///     try file.read("Masters") { row in
///       for cell in row.cells { print(row.number, cell.column, cell.text) }
///     }
///
/// A cell is what a person sees in it as far as that is data: text whole, numbers as plain decimals (`PlainNumber`), days
/// as ISO 8601 (`Calendar`), of a formula the value that the spreadsheet came to. Percentages are the number (`0.85`), and of
/// merged cells the first has the text. Rows and columns that are hidden or filtered out are read like others.
///
/// Memory is bounded by the texts that cells share and one row, whatever the file says; see `SheetLimits`. Nothing is
/// written to disk. Not `Sendable`: one thread reads it.
package final class Sheets {
  package struct Sheet: Hashable, Sendable {
    package let name: String
    /// True if the spreadsheet does not show it.
    package let isHidden: Bool

    package init(name: String, isHidden: Bool) {
      self.name = name
      self.isHidden = isHidden
    }
  }

  /// Sheets of cells, in the order in which the spreadsheet shows them.
  package let sheets: [Sheet]
  package var names: [String] { sheets.map(\.name) }
  /// Bytes of text that were in memory at one time, at most: those that cells share, and a row.
  package private(set) var mostKept = 0

  private let name: String
  private let limits: SheetLimits
  private let zip: ZipReader
  private let parts: [String: String]
  private let calendar: Calendar
  private let formats: [NumberFormat]?
  private let textsPart: String?
  private var texts: SharedTexts?

  /// Opens a file and reads the list of its sheets and its formats.
  ///
  /// - Parameters:
  ///   - name: its name in what is said of it; the path unless told.
  /// - Throws: `SheetError` where it is no such file, is protected, damaged or larger than it may be. A retry helps where
  ///   the system would not read it.
  package init(path: String, called name: String? = nil, limits: SheetLimits = SheetLimits()) throws {
    self.name = name ?? path
    self.limits = limits
    let opened = try Self.reporting(self.name) {
      let zip = try Self.open(path, limits)
      let contents = PartReader(zip: zip, limits: limits)
      return (zip, try contents.book())
    }
    zip = opened.0
    let book = opened.1
    sheets = book.sheets.map(\.sheet)
    parts = Dictionary(uniqueKeysWithValues: book.sheets.map { ($0.sheet.name, $0.part) })
    (calendar, formats, textsPart) = (book.calendar, book.formats, book.texts)
  }

  /// Hands over the rows of a sheet that have something in them, in order.
  ///
  /// A part's checksum is known at its end only: where this throws, what was handed over is to be thrown away.
  ///
  /// - Throws: `SheetError` with the place; what the body throws.
  package func read(_ sheet: String, _ body: (SheetRow) throws -> Void) throws {
    guard let part = parts[sheet] else {
      let there = names.map { "\"\($0.clipped)\"" }.prefix(20).joined(separator: ", ")
      throw SheetError(file: name, reason: "it has no sheet \"\(sheet.clipped)\"; it has \(there)")
    }
    let reader = PartReader(zip: zip, limits: limits)
    if texts == nil, let textsPart {
      let read = SharedTexts(limits: limits)
      try Self.reporting(name) { try reader.read(textsPart, read, limits.sheet) }
      texts = read
    }
    try Self.reporting(name, sheet: sheet) {
      try withoutActuallyEscaping(body) { body in
        let book = SheetPart.Book(calendar: calendar, formats: formats, texts: texts)
        let rows = SheetPart(book, limits: limits, body)
        defer { mostKept = max(mostKept, (texts?.kept ?? 0) + rows.mostKept) }
        try reader.read(part, rows, limits.sheet)
      }
    }
  }

  /// The first rows of a sheet that have something in them: where a header is looked for. The rest is not read.
  ///
  /// - Throws: `SheetError`.
  package func first(_ count: Int, of sheet: String) throws -> [SheetRow] {
    struct Enough: Error {}
    var rows: [SheetRow] = []
    do {
      try read(sheet) { row in
        rows.append(row)
        if rows.count >= count { throw Enough() }
      }
    } catch is Enough {}
    return rows
  }

  private static func open(_ path: String, _ limits: SheetLimits) throws -> ZipReader {
    do {
      return try ZipReader(path: path, maximum: limits.parts, maximumBytes: limits.fileBytes)
    } catch  where error.code == .compoundFile {
      throw SheetFault(
        "it is protected by a password, or an old .xls: save it as .xlsx without a password and try again")
    } catch  where error.code == .foreign {
      throw SheetFault("it is no spreadsheet of the form .xlsx, whatever its name says: save it as .xlsx and try again")
    }
  }

  /// Says of a fault in which file it is, and in which sheet.
  private static func reporting<Value>(_ name: String, sheet: String? = nil, _ body: () throws -> Value) throws -> Value
  {
    do { return try body() } catch let fault as SheetFault {
      throw SheetError(file: name, sheet: sheet, row: fault.row, column: fault.column, reason: fault.reason)
    } catch let error as ZipError {
      let advice =
        switch error.code {
        case .unreadable: "look at the file, and try again"
        case .tooLarge: "copy what is needed into a new file, or divide it"
        case .unsupported: "save it as .xlsx, without a password"
        default: SheetFault.savedAgain
        }
      throw SheetError(file: name, sheet: sheet, reason: "\(error.description); \(advice)")
    }
  }
}
