/// Why a report is refused: where, and what to do. Nothing of a refused report may be kept, so the caller rolls back;
/// trying the same file again gives the same error.
package struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1; the last one where something is missing at the end. Of a sheet its row.
  package let line: Int
  /// The sheet of a spreadsheet.
  package var sheet: String?
  /// The column or cell as the file or its format calls it, where one is to blame.
  package let column: String?
  /// The fault and what to do about it, without control characters whatever the file holds.
  package let reason: String

  init(line: Int, column: String? = nil, reason: String) {
    self.line = line
    self.column = column.map { SafeText.cut($0) }
    self.reason = SafeText.escaped(reason)
  }

  package var description: String {
    if let sheet {
      let place = "sheet \(SafeText.cut(sheet)), row \(line)"
      return "\(place)\(column.map { ", column \"\($0)\"" } ?? ""): \(reason)"
    }
    if let column { return "line \(line), column \"\(column)\": \(reason)" }
    return "line \(line): \(reason)"
  }
}

/// Why a cell is refused, before anyone knows the names of its line and column.
struct CellError: Error {
  /// The cell's place in its line, from 0.
  let place: Int
  let reason: String
}
