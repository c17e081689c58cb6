import Foundation
import Gzip
import PlatformReports
import Plays
import Sheets
import Texts

/// A file of a platform's report as it came: text, plain or gzip, or a spreadsheet. It is known by its content.
package struct ReportFile {
  /// Result of reading it: the format, as far as one was recognised, and why it is of none of the others.
  package struct Read {
    package let format: ReportFormat?
    /// Words for how its lines are cut, or for its sheets.
    package let delimiter: String?
    package let reasons: [(format: String, reason: String)]
    package let result: Result<ReportSummary, any Error>
  }

  private static let chunk = 1 << 17
  private let text: TextFile
  private let name: String
  private let bounds: ImportBounds
  private let isSpreadsheet: Bool

  /// - Parameters:
  ///   - name: its name in what is said of it, and for formats that go by it.
  ///   - bounds: limits of its text.
  /// - Throws: `ImportError` where it cannot be opened or is not a file.
  package init(path: String, called name: String, bounds: ImportBounds) throws {
    text = try TextFile(path: path, called: name, bounds: bounds)
    self.name = name
    self.bounds = bounds
    guard let handle = FileHandle(forReadingAtPath: path) else { throw ImportError("\(name) cannot be read") }
    defer { try? handle.close() }
    // A ZIP archive, and the old form of spreadsheets, which is refused by its name.
    let start = try handle.read(upToCount: 8).map(Array.init) ?? []
    isSpreadsheet =
      start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start == [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
  }

  /// Bytes on disk.
  package var size: Int64 { text.size }

  /// Reads it from its start to its end.
  ///
  /// - Parameters:
  ///   - statement: the month in which the sender accounts, where the file does not tell.
  ///   - apart: gets rows that are none of the report's, in the same way as `take`.
  ///   - take: gets each row; of a refused file too, those before its fault.
  ///   - digest: gets all its bytes: of text those that are unpacked, of a spreadsheet those of the file.
  ///   - next: is called now and then between two rows, with the bytes of the file that are read. Of a spreadsheet they are
  ///     those of the sheets that are read, in equal parts.
  /// - Throws: what `next` throws, and `ImportError` for a file that cannot be read. What is wrong with its content is in
  ///   the result.
  package func read(
    _ book: FormatBook, statement: Period? = nil, apart: @escaping (RowApart) throws -> Void = { _ in },
    take: @escaping (ReportRow) throws -> Void,
    digest: (UnsafeRawBufferPointer) -> Void = { _ in }, next: (Int64) throws -> Void
  ) throws -> Read {
    if isSpreadsheet {
      let read = try readSheets(SheetsReader(book, file: name, statement: statement, apart: apart, take: take), next)
      try bytes(digest)
      return read
    }
    var reader = ReportReader(book, file: name, statement: statement, apart: apart, take: take)
    var result: Result<ReportSummary, any Error>
    do {
      try text.read { chunk, done in
        digest(chunk)
        try reader.read(chunk)
        try next(done)
      }
      result = .success(try reader.finish())
    } catch let error as ReportError {
      result = .failure(error)
    }
    return Read(format: reader.format, delimiter: reader.delimiter, reasons: reader.reasons, result: result)
  }

  /// The bytes of a spreadsheet as they are.
  private func bytes(_ body: (UnsafeRawBufferPointer) -> Void) throws {
    guard let handle = FileHandle(forReadingAtPath: text.path) else { throw ImportError("\(name) cannot be read") }
    defer { try? handle.close() }
    while let data = try handle.read(upToCount: Self.chunk), !data.isEmpty { data.withUnsafeBytes(body) }
  }

  private func readSheets(
    _ reader: SheetsReader, _ next: (Int64) throws -> Void
  ) throws -> Read {
    var result: Result<ReportSummary, any Error>
    do {
      var limits = SheetLimits()
      // Each is looked at by every format.
      limits.sheets = 200
      limits.fileBytes = min(limits.fileBytes, bounds.bytes)
      limits.sheet = GzipReader.Bounds(bytes: min(limits.sheet.bytes, bounds.bytes), ratio: bounds.ratio)
      let sheets = try Sheets(path: text.path, called: name, limits: limits)
      for sheet in sheets.sheets { reader.look(at: sheet, try sheets.first(SheetsReader.firstRows, of: sheet.name)) }
      let names = try reader.recognise()
      var rows = 0
      for (index, name) in names.enumerated() {
        try sheets.read(name) { row in
          try reader.read(row, of: name)
          rows += 1
          if rows % 1_000 == 0 { try next(size * Int64(index) / Int64(names.count)) }
        }
        try next(size * Int64(index + 1) / Int64(names.count))
      }
      result = .success(try reader.finish())
    } catch let error as ReportError {
      result = .failure(error)
    } catch let error as SheetError {
      result = .failure(error)
    }
    return Read(format: reader.format, delimiter: reader.delimiter, reasons: reader.reasons, result: result)
  }
}
