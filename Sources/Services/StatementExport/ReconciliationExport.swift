import CSV
import Foundation
import Money
import Postgres
import Reconciliation
import Store
import Workbook

/// The lines of a report's comparison as a file, row by row from the database.
package struct ReconciliationExport {
  package enum Format: String, Sendable, CaseIterable {
    case csv, xlsx
    /// Every field as it is, for a program: a spreadsheet would run a text that is a formula.
    case rawCSV = "csv-raw"

    /// Ending of such a file's name.
    package var ending: String { self == .rawCSV ? "csv" : rawValue }
  }

  private static let texts = ["line", "period", "platform", "country", "tier", "isrc", "status", "currency"]
  private static let units = ["estimated_units", "compared_units", "reported_units"]
  private static let amounts =
    ["estimated", "compared", "reported", "variance"] + VariancePart.allCases.map { "variance_\($0.rawValue)" }

  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Writes the file, whole or not at all, from one snapshot.
  ///
  /// - Throws: `Refused` where there is no such report.
  package func write(_ report: Int32, _ filter: ComparisonStore.Filter, _ format: Format, to path: String) throws {
    try AtomicFile.write(path) { partial in
      try db.snapshot {
        _ = try ReportStore(db).existing(report)
        switch format {
        case .csv: try csv(report, filter, .neutral, partial)
        case .rawCSV: try csv(report, filter, .raw, partial)
        case .xlsx: try xlsx(report, filter, partial)
        }
      }
    }
  }

  private func csv(_ report: Int32, _ filter: ComparisonStore.Filter, _ form: CSVForm, _ path: String) throws {
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw AtomicFile.Failed(description: "\(path): it cannot be written")
    }
    defer { try? file.close() }
    var buffer = (Self.texts + Self.units + Self.amounts).joined(separator: ",") + "\n"
    try ComparisonStore(db).forEachLine(report, filter) { line in
      buffer +=
        CSVRecord.line(
          Self.texts(line) + Self.units(line).map { "\($0)" } + Self.amounts(line).map { "\($0)" }, form) + "\n"
      if buffer.utf8.count > 1 << 16 {
        try file.write(contentsOf: Data(buffer.utf8))
        buffer = ""
      }
    }
    try file.write(contentsOf: Data(buffer.utf8))
  }

  private func xlsx(_ report: Int32, _ filter: ComparisonStore.Filter, _ path: String) throws {
    let workbook = try Workbook(
      path: path, temporaryFolder: URL(fileURLWithPath: path).deletingLastPathComponent().path,
      title: "Reconciliation \(report)", created: 0)
    var style = CellStyle()
    style.isHeader = true
    let header = try workbook.addFormat(style)
    style = CellStyle()
    style.numberFormat = "#,##0"
    let integer = try workbook.addFormat(style)
    style.numberFormat = "#,##0.00##########"
    let money = try workbook.addFormat(style)
    var (sheet, number, row) = (try workbook.addSheet("Lines"), 1, 0)
    func begin() throws {
      for (column, title) in (Self.texts + Self.units + Self.amounts).enumerated() {
        try sheet.write(0, column, text: title.replacing("_", with: " "), header)
      }
      row = 0
    }
    func end() {
      sheet.freeze(rowsAbove: 1)
      sheet.filter(rows: 0...max(row, 1), columns: 0...Self.texts.count + Self.units.count + Self.amounts.count - 1)
      sheet.setWidth(0...Self.texts.count - 1, 14)
      sheet.setWidth(Self.texts.count...Self.texts.count + Self.units.count + Self.amounts.count - 1, 18)
      sheet.setUpPrinting(header: 0...0, footer: "Reconciliation \(report)")
    }
    try begin()
    try ComparisonStore(db).forEachLine(report, filter) { line in
      if row + 1 == Worksheet.maximumRows {
        end()
        number += 1
        sheet = try workbook.addSheet("Lines \(number)")
        try begin()
      }
      row += 1
      var column = 0
      for text in Self.texts(line) {
        try sheet.write(row, column, text: text)
        column += 1
      }
      for count in Self.units(line) {
        try sheet.write(row, column, number: Double(count), integer)
        column += 1
      }
      for amount in Self.amounts(line) {
        try sheet.write(row, column, number: amount.nearestDouble, money)
        column += 1
      }
    }
    end()
    try workbook.close()
  }

  private static func texts(_ line: ComparedLine) -> [String] {
    [
      "\(line.number)", "\(line.period)", line.platform, "\(line.country)", line.tier ?? "*", line.isrc ?? "",
      line.status.rawValue, line.currency.code,
    ]
  }

  private static func units(_ line: ComparedLine) -> [Int64] {
    [line.figures.estimatedUnits, line.figures.comparedUnits, line.figures.reportedUnits]
  }

  private static func amounts(_ line: ComparedLine) -> [Amount] {
    [line.figures.estimated, line.figures.compared, line.figures.reported, line.figures.variance]
      + line.figures.parts.inOrder
  }
}
