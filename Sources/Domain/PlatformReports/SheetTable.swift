/// A sheet of a format's files: its names, what its rows are, and how they are read.
struct SheetTable: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    /// Rows that count.
    case rows
    /// Money that is passed on or paid out: kept apart, never income.
    case transfers
    /// It says again what stands elsewhere, and is not read.
    case repeated
  }

  /// Compared without regard to case.
  let names: [String]
  let kind: Kind
  /// Format of its own columns, with the name of the one that it is a sheet of; `nil` for one that is not read.
  let table: ReportFormat?

  var words: String { "sheet \(names[0])\(kind == .rows ? "" : " (\(kind.rawValue))")" }

  func isCalled(_ name: String) -> Bool {
    names.contains { Header.normal($0) == Header.normal(name) }
  }
}
