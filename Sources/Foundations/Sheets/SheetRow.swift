/// A cell that has something in it.
package struct SheetCell: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case text
    /// A plain decimal: `-0.0123`.
    case number
    /// A day, a time of day or both, as ISO 8601 writes them: `2026-10-31`, `2026-10-31T12:30:00`, `12:30:00`. A length of
    /// time has as many hours as it needs: `36:00:00`.
    case moment
    /// `TRUE` or `FALSE`.
    case boolean
    /// A formula that failed: `#REF!`.
    case error
  }

  /// From 1.
  package let column: Int
  package let kind: Kind
  /// Never empty.
  package let text: String

  package init(column: Int, kind: Kind, text: String) {
    self.column = column
    self.kind = kind
    self.text = text
  }
}

/// A row that has something in it.
package struct SheetRow: Hashable, Sendable {
  /// From 1, as the spreadsheet shows it.
  package let number: Int
  /// Those that have something in them, by column.
  package let cells: [SheetCell]

  package init(number: Int, cells: [SheetCell]) {
    self.number = number
    self.cells = cells
  }

  /// Texts from column A to the last cell that has one, and empty ones between.
  package var fields: [String] {
    var fields = [String](repeating: "", count: cells.last?.column ?? 0)
    for cell in cells { fields[cell.column - 1] = cell.text }
    return fields
  }

  /// The cell of a column, from 1.
  package func cell(_ column: Int) -> SheetCell? { cells.first { $0.column == column } }
}
