/// Columns of a file by its header line.
struct Header {
  /// The columns as the file calls them.
  let names: [String]
  /// Those that the format does not know.
  let ignored: [String]
  /// The place of each meaning; -1 where the file has no such column.
  private var places = InlineArray<11, Int>(repeating: -1)

  /// - Throws: `ReportError` for a column that is missing, stands twice, or may not be there.
  init(_ fields: Fields, _ layout: TableLayout, line: Int) throws(ReportError) {
    let names = (0..<fields.count).map { fields[$0].text }
    var found: [Int: Int] = [:]
    var ignored: [String] = []
    let expected = layout.columns.filter(\.isRequired).map(\.names[0]).joined(separator: ",")
    for (place, name) in names.enumerated() {
      let normal = Self.normal(name)
      guard let index = layout.columns.firstIndex(where: { $0.names.contains { Self.normal($0) == normal } }) else {
        guard layout.allowsOtherColumns else {
          throw ReportError(
            line: line, column: name, reason: "unknown column; the columns are \(expected)")
        }
        ignored.append(SafeText.cut(name))
        continue
      }
      // Twice is ambiguous only where it is read.
      if let other = found[index], layout.columns[index].meaning != nil {
        throw ReportError(
          line: line, column: name,
          reason: "this column stands twice, also as number \(other + 1); leave one of them out")
      }
      found[index] = place
      if let meaning = layout.columns[index].meaning { places[meaning.rawValue] = place }
    }
    if let missing = layout.columns.indices.first(where: { layout.columns[$0].isRequired && found[$0] == nil }) {
      throw ReportError(
        line: line, column: layout.columns[missing].names[0],
        reason: "this column is missing from the header; the columns needed are \(expected)")
    }
    self.names = names
    self.ignored = ignored
  }

  subscript(meaning: TableLayout.Meaning) -> Int { places[meaning.rawValue] }

  /// Names are compared in lower case, with single spaces for runs of spaces and underscores.
  static func normal(_ name: some StringProtocol) -> String {
    name.lowercased().split(whereSeparator: { $0 == " " || $0 == "_" }).joined(separator: " ")
  }
}
