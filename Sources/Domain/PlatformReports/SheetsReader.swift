import Plays
import Sheets

/// Reads a platform's report from the rows of a spreadsheet's sheets, in bounded memory, and gives out its rows.
///
/// The format is recognised by the first rows of all sheets; then the sheets that it names are read, in the order of the
/// file. A report is taken whole or not at all, as `ReportReader` has it.
///
///     let reader = SheetsReader(book, file: "details.xlsx") { row in rows.append(row) }
///     for sheet in file.sheets { reader.look(at: sheet, try file.first(SheetsReader.firstRows, of: sheet.name)) }
///     for name in try reader.recognise() { try file.read(name) { try reader.read($0) } }
///     let summary = try reader.finish()
package final class SheetsReader {
  /// Rows of a sheet that are looked at for its header.
  package static let firstRows = 30
  /// Numbers of lines that each sheet has: more rows than one can have.
  private static let linesOfSheet = 1 << 20

  /// A sheet that a format would read.
  private struct Sight {
    let sheet: String
    let format: ReportFormat
    let table: ReportFormat
    let kind: SheetTable.Kind
    /// Columns of its header that the format knows; `nil` where it has none.
    let known: Int?
  }

  private let book: FormatBook
  private let name: String
  private let statement: Period?
  private let take: (ReportRow) throws -> Void
  private let apart: (RowApart) throws -> Void
  private var sights: [Sight] = []
  /// Sheets with something on them.
  private var filled: [String] = []
  private var missing: [String: (sheet: String, columns: [String])] = [:]
  private var first: (sheet: String, line: [UInt8])?
  private var chosen: [Sight] = []
  private var next = 0
  private var lines: TableLines?
  private var lastRow = 0
  private var bytes: [UInt8] = []
  private var summaries: [ReportSummary] = []
  private var failure: (any Error)?

  /// The format that was recognised; `nil` as long as none is.
  package private(set) var format: ReportFormat?

  /// - Parameters: as those of `ReportReader`.
  package init(
    _ book: FormatBook, file name: String, statement: Period? = nil,
    apart: @escaping (RowApart) throws -> Void = { _ in }, take: @escaping (ReportRow) throws -> Void
  ) {
    self.statement = statement
    self.apart = apart
    self.book = book
    self.name = name
    self.take = take
  }

  /// Words for where its rows stand: `sheet Masters, sheet Youtube Channels`.
  package var delimiter: String? {
    chosen.isEmpty ? nil : chosen.map { "sheet \(SafeText.cut($0.sheet))" }.joined(separator: ", ")
  }

  /// Looks at the first rows of a sheet; at each before any is read.
  package func look(at sheet: Sheets.Sheet, _ rows: [SheetRow]) {
    guard !rows.isEmpty else { return }
    filled.append(sheet.name)
    var lines: [(number: Int, bytes: [UInt8])] = []
    for row in rows where row.number <= book.headerWithin {
      SheetLine.write(row, to: &bytes)
      lines.append((row.number, bytes))
    }
    if first == nil { first = (sheet.name, lines.first?.bytes ?? []) }
    for format in book.formats {
      if let listed = format.sheets.first(where: { $0.isCalled(sheet.name) }) {
        if let table = listed.table { see(sheet.name, lines, format, table, listed.kind, isListed: true) }
      } else if !sheet.isHidden, !format.dialects.isEmpty, case .table = format.body {
        // A table of text that somebody has opened in a spreadsheet, and saved.
        see(sheet.name, lines, format, format, .rows, isListed: false)
      }
    }
  }

  private func see(
    _ sheet: String, _ lines: [(number: Int, bytes: [UInt8])], _ format: ReportFormat, _ table: ReportFormat,
    _ kind: SheetTable.Kind, isListed: Bool
  ) {
    let known = lines.lazy.compactMap { Recognition.match($0.bytes, number: $0.number, table, .sheet) }.first
    if known == nil, let columns = Recognition.missing(lines.map(\.bytes), table, .sheet) {
      if columns.count < missing[format.name]?.columns.count ?? .max { missing[format.name] = (sheet, columns) }
    }
    if known != nil || isListed {
      sights.append(Sight(sheet: sheet, format: format, table: table, kind: kind, known: known))
    }
  }

  /// The sheets that are to be read, one after the other.
  ///
  /// - Throws: `ReportError` where no format is recognised, or several are.
  package func recognise() throws -> [String] {
    do {
      var found: [(found: ReportFormat, format: ReportFormat, known: Int)] = []
      for format in book.formats {
        let rows = sights.filter { $0.format.name == format.name && $0.kind == .rows }
        guard rows.contains(where: { $0.known != nil }) else { continue }
        found.append((format, format, rows.reduce(0) { $0 + ($1.known ?? 0) }))
      }
      guard let format = try Recognition.nearest(found, name: name, line: 1) else { throw unknown() }
      self.format = format
      chosen = sights.filter { $0.format.name == format.name }
      // By the names of the format where it names any of them, else by what is on them.
      if chosen.contains(where: { sight in format.sheets.contains { $0.isCalled(sight.sheet) } }) {
        chosen.removeAll { sight in !format.sheets.contains { $0.isCalled(sight.sheet) } }
      } else if chosen.count > 1 {
        throw ReportError(
          line: 1,
          reason:
            "the sheets \(chosen.map { SafeText.quoted($0.sheet) }.joined(separator: ", ")) all have the columns of "
            + "\(format.name), and one of them may be a copy: leave one in the file, or save each as a file of its own")
      }
      return chosen.map(\.sheet)
    } catch {
      failure = error
      throw error
    }
  }

  /// Reads on: the next row of the sheet that is under way, or the first of the one behind it.
  ///
  /// - Throws: `ReportError` with sheet and row, or what `take` threw; from then on always the same.
  package func read(_ row: SheetRow, of sheet: String) throws {
    if let failure { throw failure }
    do {
      if lines == nil || chosen[next].sheet != sheet { try begin(sheet) }
      lastRow = row.number
      SheetLine.write(row, to: &bytes)
      guard bytes.count <= ReportReader.maximumLineBytes else {
        throw ReportError(
          line: row.number, reason: "the row has more than \(ReportReader.maximumLineBytes >> 10) KiB of text")
      }
      try bytes.withUnsafeBytes { try lines!.read($0, number: row.number) }
    } catch {
      failure = placed(error)
      throw failure!
    }
  }

  /// Checks the file as a whole.
  package func finish() throws -> ReportSummary {
    if let failure { throw failure }
    do {
      try end()
      guard let format, let whole = ReportSummary(format: format.name, summaries) else {
        throw TableLines.noRows(line: lastRow)
      }
      failure = ReportError(line: lastRow, reason: "the file has been read to its end")
      var summary = whole
      summary.ignoredSheets = filled.filter { sheet in !chosen.contains { $0.sheet == sheet } }.map { SafeText.cut($0) }
      return summary
    } catch {
      failure = placed(error)
      throw failure!
    }
  }

  /// Why the file is of none of the formats, one after the other: for who asks after a refusal.
  package var reasons: [(format: String, reason: String)] { book.formats.map { ($0.name, reason($0)) } }

  private func begin(_ sheet: String) throws {
    try end()
    next = chosen.firstIndex { $0.sheet == sheet }!
    let offset = Self.linesOfSheet * next
    let (take, apart) = (take, apart)
    lines = try chosen[next].table.tableLines(
      .sheet, file: name, statement: statement,
      take: { row in
        var row = row
        row.line += offset
        try take(row)
      },
      apart: { row in
        var row = row
        row.line += offset
        try apart(row)
      })
  }

  private func end() throws {
    if let lines { summaries.append(try lines.summary(lines: lastRow, isWhole: chosen.count == 1)) }
    lines = nil
  }

  /// An error with the sheet that is under way.
  private func placed(_ error: any Error) -> any Error {
    guard var error = error as? ReportError, error.sheet == nil, !chosen.isEmpty else { return error }
    error.sheet = chosen[next].sheet
    return error
  }

  private func reason(_ format: ReportFormat) -> String {
    if case .records = format.body { return "its files are text, and no spreadsheets" }
    if sights.contains(where: { $0.format.name == format.name && $0.known != nil }) {
      return "another format knows more of its columns"
    }
    if let (sheet, columns) = missing[format.name] {
      return "sheet \(SafeText.cut(sheet)) names no \(columns.joined(separator: ", "))"
    }
    if !format.sheets.isEmpty {
      return "it has no sheet \(format.sheets.filter { $0.kind == .rows }.map { $0.names[0] }.joined(separator: ", "))"
    }
    return "none of its sheets begins as that does"
  }

  private func unknown() -> ReportError {
    let known = book.formats.map(\.name).joined(separator: ", ")
    guard let first else { return ReportError(line: 1, reason: "the spreadsheet is empty") }
    let cells = first.line.split { $0 == SheetLine.end || $0 == SheetLine.numberEnd }
    let start = SafeText.quoted(String(decoding: Array(cells.joined(separator: [0x20])), as: UTF8.self))
    return ReportError(
      line: 1,
      reason:
        "no report format has a sheet as those of this spreadsheet, of which \(SafeText.quoted(first.sheet)) begins "
        + "with \(start). Known are \(known); \"ledgerline formats check FILE\" says why it is none of them")
  }
}
