import Money
import Plays

/// A sheet of a statement: rows of cells under named columns. What a reader sees in a workbook and in JSON is made from
/// the same table.
package struct Table: Sendable {
  /// Kind of a column's values, by which they are shown.
  package struct Column: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case text
      case integer
      /// In the statement's currency.
      case money
      /// In a currency that another column names.
      case amount
      /// A factor, with all its decimals.
      case rate
      /// 33.3333 is 33.3333 %.
      case percent
    }

    /// The name in JSON.
    package let key: String
    /// The name in a workbook.
    package let title: String
    package let kind: Kind
    /// True if a workbook sums it up.
    package let isSummed: Bool

    package init(_ key: String, _ title: String, _ kind: Kind, isSummed: Bool = false) {
      self.key = key
      self.title = title
      self.kind = kind
      self.isSummed = isSummed
    }
  }

  /// One value.
  package enum Cell: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case amount(Amount)
    case none

    package init(_ text: String?) { self = text.map { .text($0) } ?? .none }
    package init(_ day: Day) { self = .text("\(day)") }
    package init(_ period: Period?) { self = period.map { .text("\($0)") } ?? .none }
  }

  /// The name in JSON, and that of the sheet.
  package let key: String
  package let title: String
  package let columns: [Column]
  package var rows: [[Cell]]

  package init(_ key: String, _ title: String, _ columns: [Column], rows: [[Cell]] = []) {
    self.key = key
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// The sum of a column of whole numbers.
  package func count(_ key: String) -> Int64 {
    guard let index = columns.firstIndex(where: { $0.key == key }) else {
      preconditionFailure("\(self.key) has no column \(key)")
    }
    return rows.reduce(0) { sum, row in
      if case .integer(let value) = row[index] { sum + value } else { sum }
    }
  }

  /// The exact sum of a column.
  package func sum(_ key: String) -> Amount {
    guard let index = columns.firstIndex(where: { $0.key == key }) else {
      preconditionFailure("\(self.key) has no column \(key)")
    }
    return rows.reduce(.zero) { sum, row in
      if case .amount(let amount) = row[index] { sum + amount } else { sum }
    }
  }
}
