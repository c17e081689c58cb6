import Refusals
import Texts
import Yams

/// The sheets of a format whose files are spreadsheets with more than one table.
struct FormatSheets {
  /// No key of a file: it marks a table of money that is passed on.
  static let passedOn = "\u{0}passed on"
  private static let maximum = 50
  private static let keys = [
    "sheet", "is", "recognise", "header_within", "above", "columns", "known", "other_columns", "constants", "values",
    "nothing", "numbers", "skip", "transfers", "returns", "other_units_where", "footers", "gross_less_fee_within",
    "file_name",
  ]
  /// Keys that are about columns, which a sheet with columns of its own does not have of all.
  private static let ofColumns: Set = [
    "above", "known", "skip", "transfers", "returns", "other_units_where", "footers", "gross_less_fee_within",
    "header_within", "month_is_statement",
  ]
  private let reader: YAMLReader

  init(_ reader: YAMLReader) {
    self.reader = reader
  }

  /// - Parameter table: reads the format of one table: what is said of a sheet takes the place of what is said of all.
  func read(
    _ root: Node, _ table: (Node) throws(InputError) -> ReportFormat
  ) throws(InputError) -> [SheetTable] {
    guard let node = root["sheets"] else { return [] }
    guard let items = node.sequence, !items.isEmpty, items.count <= Self.maximum else {
      throw reader.error(node, "sheets lists 1 to \(Self.maximum) sheets: the name of each, and what is on it")
    }
    var sheets: [SheetTable] = []
    for item in items {
      try reader.allow(Self.keys, in: item)
      let names = try reader.texts(item, "sheet")
      if let twice = names.first(where: { name in sheets.contains { $0.isCalled(name) } }) {
        throw reader.error(item, "the sheet \"\(twice)\" stands twice in the format")
      }
      let word = item["is"] == nil ? "rows" : try reader.text(item, "is")
      guard let kind = SheetTable.Kind(rawValue: word) else {
        let known = SheetTable.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw reader.error(item["is"]!, "is: \"\(word)\" is none of \(known)")
      }
      guard kind != .repeated else {
        sheets.append(SheetTable(names: names, kind: kind, table: nil))
        continue
      }
      var without: Set = ["sheet", "is", "sheets", "lines"]
      // Other columns have rules of their own.
      if item["columns"] != nil { without.formUnion(Self.ofColumns.filter { item[$0] == nil }) }
      var merged = FormatLikeness.merge(root, item, isDeep: false, without: without)
      if kind == .transfers { merged[Self.passedOn] = "yes" }
      sheets.append(SheetTable(names: names, kind: kind, table: try table(merged)))
    }
    guard sheets.contains(where: { $0.kind == .rows }) else {
      throw reader.error(node, "none of the sheets has rows that count")
    }
    return sheets
  }
}
