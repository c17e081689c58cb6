import CLibxlsxwriter

/// A sheet of a workbook. Rows and columns count from 0; rows must come in order.
package struct Worksheet {
  /// Rows that a sheet can have.
  package static let maximumRows = 1_048_576

  private let pointer: UnsafeMutablePointer<lxw_worksheet>
  /// Keeps what owns the pointer.
  private let workbook: Workbook

  init(_ pointer: UnsafeMutablePointer<lxw_worksheet>, of workbook: Workbook) {
    self.pointer = pointer
    self.workbook = workbook
  }

  // MARK: Cells

  /// Text, whatever it looks like: never a formula, a number or a link.
  ///
  /// - Throws: `WorkbookError` for more than 32,767 characters, or outside the sheet.
  package func write(_ row: Int, _ column: Int, text: String, _ format: CellFormat? = nil) throws(WorkbookError) {
    let text = Self.escaped(text)
    try check(worksheet_write_string(pointer, UInt32(row), UInt16(column), text, format?.pointer))
  }

  /// A number, as near as a spreadsheet's 15 digits come to it.
  package func write(_ row: Int, _ column: Int, number: Double, _ format: CellFormat? = nil) throws(WorkbookError) {
    try check(worksheet_write_number(pointer, UInt32(row), UInt16(column), number, format?.pointer))
  }

  /// A formula of ours, never text from data, with the value it comes to for readers that do not compute.
  package func write(
    _ row: Int, _ column: Int, formula: String, value: Double, _ format: CellFormat? = nil
  ) throws(WorkbookError) {
    try check(worksheet_write_formula_num(pointer, UInt32(row), UInt16(column), formula, format?.pointer, value))
  }

  /// A formula that comes to a text, or to a truth value.
  package func write(
    _ row: Int, _ column: Int, formula: String, text: String, _ format: CellFormat? = nil
  ) throws(WorkbookError) {
    try check(worksheet_write_formula_str(pointer, UInt32(row), UInt16(column), formula, format?.pointer, text))
  }

  /// The text with `_xHHHH_` as `_x005F_xHHHH_`: readers take the former for the character of that number (ECMA-376-1,
  /// 22.4.2.4).
  private static func escaped(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes -> String? in
      var escaped: [UInt8] = []
      // Up to which byte the text is in it.
      var end = 0
      for place in bytes.indices where bytes[place] == UInt8(ascii: "_") && isEscape(bytes[place...].prefix(7)) {
        escaped += bytes[end..<place]
        escaped += "_x005F".utf8
        end = place
      }
      guard !escaped.isEmpty else { return nil }
      escaped += bytes[end...]
      return String(decoding: escaped, as: UTF8.self)
    } ?? text
  }

  /// True for `_xHHHH_`.
  private static func isEscape(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    bytes.count == 7 && bytes.dropFirst().first == UInt8(ascii: "x") && bytes.last == UInt8(ascii: "_")
      && bytes.dropFirst(2).prefix(4).allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
  }

  private func check(_ result: lxw_error) throws(WorkbookError) {
    guard result == LXW_NO_ERROR else { throw WorkbookError(result, path: workbook.path) }
  }

  // MARK: Layout, before the rows

  /// Sets the width of columns, in characters.
  package func setWidth(_ columns: ClosedRange<Int>, _ width: Double) {
    worksheet_set_column(pointer, UInt16(columns.lowerBound), UInt16(columns.upperBound), width, nil)
  }

  /// Keeps the rows above in sight.
  package func freeze(rowsAbove row: Int) { worksheet_freeze_panes(pointer, UInt32(row), 0) }

  /// Lets a reader filter a table by its header row.
  package func filter(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    worksheet_autofilter(
      pointer, UInt32(rows.lowerBound), UInt16(columns.lowerBound), UInt32(rows.upperBound), UInt16(columns.upperBound))
  }

  /// A4 landscape, as wide as a page, the header row on each, numbered.
  ///
  /// - Parameter header: rows to repeat; `nil` where there is no table.
  package func setUpPrinting(header: ClosedRange<Int>?, footer: String) {
    worksheet_set_landscape(pointer)
    worksheet_set_paper(pointer, 9)
    worksheet_fit_to_pages(pointer, 1, 0)
    worksheet_set_margins(pointer, 0.4, 0.4, 0.6, 0.6)
    if let header { worksheet_repeat_rows(pointer, UInt32(header.lowerBound), UInt32(header.upperBound)) }
    // An ampersand begins a command of the footer's own language.
    worksheet_set_footer(pointer, "&L" + footer.replacing("&", with: "&&") + "&RPage &P of &N")
  }

  /// Hides the grid, where it is a page and no table.
  package func hideGridlines() { worksheet_gridlines(pointer, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue)) }

  package enum Chart {
    /// Rows of a table, the first at the top.
    case bars
    /// Time, from left to right.
    case columns
  }

  /// Shows a chart of a table's rows at a cell.
  ///
  /// - Parameters:
  ///   - categories: a range as in `='Platforms'!$A$2:$A$9`; so is `values`.
  ///   - fromZero: whether the axis begins at zero, as it should where no value is below: lengths then compare.
  package func add(
    _ kind: Chart, at row: Int, _ column: Int, title: String, categories: String, values: String, fromZero: Bool
  ) throws(WorkbookError) {
    let chart = try workbook.addChart(kind == .bars ? LXW_CHART_BAR : LXW_CHART_COLUMN)
    chart_add_series(chart, categories, values)
    chart_title_set_name(chart, title)
    chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
    if fromZero { chart_axis_set_min(kind == .bars ? chart.pointee.x_axis : chart.pointee.y_axis, 0) }
    if kind == .bars { chart_axis_set_reverse(chart.pointee.y_axis) }
    try check(worksheet_insert_chart(pointer, UInt32(row), UInt16(column), chart))
  }
}
