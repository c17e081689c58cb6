import Foundation
import Money
import Plays
import Statements
import Store
import Texts
import Workbook

/// A statement as a workbook: a sheet for each table, row by row, in memory that does not grow with the detail.
package final class WorkbookRendering {
  let workbook: Workbook
  let styles: Styles
  /// Range of each summed column of a table, in the words of formulas.
  var ranges: [String: [String]] = [:]
  var summaryRows: [String: Int] = [:]
  /// Sum of the detail, in the column that is checked.
  var detailSum = Amount.zero

  struct Styles {
    let title, label, muted, exact, header, numberHeader, text, integer, money, strong, percent, total,
      totalInteger: CellFormat
  }

  private let summary: Worksheet
  private let sheets: [Worksheet]
  private let detail: DetailTable
  private let checked: Int
  /// The first column of each group of the detail's columns.
  private let starts: [Int]
  private let rowsPerSheet: Int
  private let number: String
  /// The sheet that the detail goes on in, which of its sheets it is, and the last row that was written.
  private var sheet: Worksheet
  private var sheetNumber = 1
  private var row = 0
  private var parts: [String] = []

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - path: of a file that may be thrown away: whoever wants it there or not at all moves it.
  ///   - digest: what the summary says of an issued statement.
  ///   - rowsPerSheet: after so many the detail goes on in another sheet.
  package static func write(
    _ source: StatementSource, to path: String, temporaryFolder: String, digest: [UInt8]?,
    rowsPerSheet: Int = Worksheet.maximumRows
  ) throws {
    let selection = try source.selection()
    let rendering = try WorkbookRendering(
      source, selection, to: path, temporaryFolder: temporaryFolder, rowsPerSheet: rowsPerSheet)
    let statement = try source.statement(of: selection, ready: { cells, _ in cells }) { try rendering.add($0) }
    try rendering.finish(statement, digest: digest)
  }

  /// Begins the file of a statement that is read from the books, with the detail to be added.
  ///
  /// - Parameter selection: of its lines; `nil` where there are none.
  convenience init(
    _ source: StatementSource, _ selection: StatementLineStore.Selection?, to path: String, temporaryFolder: String,
    rowsPerSheet: Int = Worksheet.maximumRows
  ) throws {
    try self.init(
      source.kind, source.number, source.period, source.currency,
      sheets: source.kind.sheetTitles(besidePlays: selection?.hasAdjustments ?? false, modes: source.hasModes()),
      to: path,
      temporaryFolder: temporaryFolder, rowsPerSheet: rowsPerSheet)
  }

  /// Begins the file, with the detail to be added.
  ///
  /// - Parameter titles: of the tables' sheets, in their order.
  init(
    _ kind: Statement.Kind, _ number: String, _ period: Period, _ currency: Currency, sheets titles: [String],
    to path: String, temporaryFolder: String, rowsPerSheet: Int = Worksheet.maximumRows
  ) throws {
    let workbook = try Workbook(
      path: path, temporaryFolder: temporaryFolder, title: "Statement \(number)",
      created: Int64(period.last.number) * 86_400)
    self.workbook = workbook
    styles = try Styles(workbook, currency)
    // Sheets stand in the order in which they are added. The detail is read once, and the others are made from it.
    summary = try workbook.addSheet("Summary")
    sheets = try titles.map { try workbook.addSheet($0) }
    detail = DetailTable(kind)
    checked = kind.checkedFigure
    starts = detail.starts
    self.rowsPerSheet = rowsPerSheet
    self.number = number
    sheet = try workbook.addSheet(detail.table.title)
    try header(sheet, detail.table)
  }

  /// Adds a row of the detail.
  func add(_ cells: DetailRow<[Table.Cell]>) throws {
    if row + 1 == rowsPerSheet {
      endSheet()
      sheetNumber += 1
      sheet = try workbook.addSheet(Self.detailName(sheetNumber))
      try header(sheet, detail.table)
      row = 0
    }
    row += 1
    for (group, cells) in [cells.track, cells.market, cells.contract, cells.figures].enumerated() {
      try write(cells, detail.groups[group], at: row, from: starts[group], sheet)
    }
    if case .amount(let amount) = cells.figures[checked] { detailSum += amount }
  }

  /// Writes what is made from the detail, and the file.
  func finish(_ statement: Statement, digest: [UInt8]?) throws {
    endSheet()
    ranges["detail.\(detail.groups[3][checked].key)"] = parts
    for (sheet, table) in zip(sheets, statement.tables) { try write(table, to: sheet, Self.footer(statement)) }
    try writeSummary(statement, to: summary, digest)
    try checks(statement)
    try workbook.close()
  }

  private func endSheet() {
    finish(sheet, detail.table, rows: row, number)
    let letter = Self.letter(starts[3] + checked)
    if row > 0 { parts.append("'\(Self.detailName(sheetNumber))'!\(letter)2:\(letter)\(row + 1)") }
  }

  // MARK: Summary

  private func writeSummary(_ statement: Statement, to sheet: Worksheet, _ digest: [UInt8]?) throws {
    let heading = statement.heading
    sheet.hideGridlines()
    sheet.setWidth(0...0, 40)
    sheet.setWidth(1...1, 22)
    sheet.setWidth(2...2, 30)
    sheet.setUpPrinting(header: nil, footer: Self.footer(statement))
    let isLabel = heading.kind == .label
    try sheet.write(0, 0, text: isLabel ? "Label statement" : "Royalty statement", styles.title)
    let facts = [
      ("Statement", heading.number), ("Revision", heading.revision == 0 ? "" : "\(heading.revision)"),
      ("Status", heading.status.rawValue), (isLabel ? "Label" : "Payee", heading.name),
      (isLabel ? "Label id" : "Payee id", heading.payee),
      ("Period", "\(heading.period)"), ("Currency", heading.currency.code),
      ("Digest (SHA-256)", digest?.hex ?? "none: a draft may still change"),
    ]
    for (index, fact) in facts.enumerated() {
      try sheet.write(2 + index, 0, text: fact.0, styles.muted)
      try sheet.write(2 + index, 1, text: fact.1, styles.label)
    }
    let first = facts.count + 3
    for (column, title) in ["", heading.currency.code, "exact"].enumerated() {
      try sheet.write(first, column, text: title, column == 0 ? styles.header : styles.numberHeader)
    }
    for (index, figure) in statement.figures.enumerated() {
      let row = first + 1 + index
      let isResult = ["opening", "closing", "payable", "royalties", "label_share"].contains(figure.key)
      try sheet.write(row, 0, text: figure.title, isResult ? styles.label : styles.text)
      try sheet.write(row, 1, number: figure.amount.nearestDouble, styles.strong)
      try sheet.write(row, 2, text: "\(figure.amount)", styles.exact)
      summaryRows[figure.key] = row
    }
    let (money, title) = isLabel ? ("net", "Net") : ("royalty", "Royalties")
    try chart(.bars, "\(title) by platform", of: statement.table("platforms"), "platform", money, place: 0, on: sheet)
    try chart(.bars, "Top tracks", of: statement.table("tracks"), "track", money, place: 1, on: sheet)
    try chart(.columns, "\(title) by month", of: statement.table("months"), "month", "royalties", place: 2, on: sheet)
  }

  /// A chart of a table's first rows, beside the summary.
  private func chart(
    _ kind: Worksheet.Chart, _ title: String, of table: Table?, _ label: String, _ value: String, place: Int,
    on sheet: Worksheet
  ) throws {
    guard let table, !table.rows.isEmpty else { return }
    let shown = table.rows.prefix(12)
    func column(_ key: String) -> Int { table.columns.firstIndex { $0.key == key }! }
    func range(_ column: Int) -> String {
      "='\(table.title)'!$\(Self.letter(column))$2:$\(Self.letter(column))$\(shown.count + 1)"
    }
    try sheet.add(
      kind, at: 2 + place * 16, 4, title: title, categories: range(column(label)), values: range(column(value)),
      fromZero: shown.allSatisfy { row in
        if case .amount(let amount) = row[column(value)] { amount >= .zero } else { true }
      })
  }

  // MARK: Tables

  private func write(_ table: Table, to sheet: Worksheet, _ footer: String) throws {
    try header(sheet, table)
    for (index, row) in table.rows.enumerated() { try write(row, table.columns, at: index + 1, sheet) }
    finish(sheet, table, rows: table.rows.count, footer)
    guard !table.rows.isEmpty else { return }
    let last = table.rows.count + 1
    for (column, definition) in table.columns.enumerated() where definition.isSummed {
      let range = "\(Self.letter(column))2:\(Self.letter(column))\(last)"
      ranges["\(table.key).\(definition.key)"] = ["'\(table.title)'!\(range)"]
      let isInteger = definition.kind == .integer
      let sum = isInteger ? Double(table.count(definition.key)) : table.sum(definition.key).nearestDouble
      // A row is left free, so that a filter takes the total for no row of the table.
      try sheet.write(
        last + 1, column, formula: "=SUM(\(range))", value: sum, isInteger ? styles.totalInteger : styles.total)
    }
  }

  private static func detailName(_ number: Int) -> String { number == 1 ? "Detail" : "Detail \(number)" }

  private func header(_ sheet: Worksheet, _ table: Table) throws {
    for (column, definition) in table.columns.enumerated() {
      let style = definition.kind == .text ? styles.header : styles.numberHeader
      try sheet.write(0, column, text: definition.title, style)
    }
  }

  private func finish(_ sheet: Worksheet, _ table: Table, rows: Int, _ footer: String) {
    sheet.freeze(rowsAbove: 1)
    sheet.filter(rows: 0...max(rows, 1), columns: 0...table.columns.count - 1)
    sheet.setUpPrinting(header: 0...0, footer: footer)
    for (column, definition) in table.columns.enumerated() { sheet.setWidth(column...column, Self.width(definition)) }
  }

  private func write(
    _ cells: [Table.Cell], _ columns: [Table.Column], at row: Int, from first: Int = 0, _ sheet: Worksheet
  ) throws {
    for (index, cell) in cells.enumerated() {
      let column = first + index
      switch cell {
      case .text(let text): try sheet.write(row, column, text: text)
      case .integer(let value): try sheet.write(row, column, number: Double(value), styles.integer)
      case .amount(let amount):
        let style = columns[index].kind == .percent ? styles.percent : styles.money
        try sheet.write(row, column, number: amount.nearestDouble, style)
      case .none: break
      }
    }
  }

  // MARK: Layout

  static func footer(_ statement: Statement) -> String {
    let heading = statement.heading
    return "\(heading.number) · \(heading.name) · \(heading.status.rawValue)"
  }

  private static func width(_ column: Table.Column) -> Double {
    switch column.kind {
    case .text:
      switch column.key {
      case "track", "release", "reference", "what", "covers": 34
      case "artist": 24
      case "isrc", "upc", "contract", "kind": 16
      default: 14
      }
    case .integer: 13
    case .percent, .rate: 12
    case .money, .amount: 20
    }
  }

  /// The letters of a column: 0 is A, 26 is AA.
  static func letter(_ column: Int) -> String {
    let last = String(UnicodeScalar(UInt8(65 + column % 26)))
    return column < 26 ? last : letter(column / 26 - 1) + last
  }
}

extension Amount {
  /// The nearest of a spreadsheet's numbers. For showing only: nothing is ever computed from it here.
  var nearestDouble: Double {
    // Both are exact below 2^53, and the division rounds once.
    if pico.magnitude < 1 << 53 { return Double(Int64(pico)) / 1e12 }
    return Double(description) ?? .nan
  }
}
