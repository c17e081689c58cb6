import Money

/// Columns of a file by its header line.
struct Header {
  /// The columns as the file calls them.
  let names: [String]
  /// Those that the format does not know.
  let ignored: [String]
  /// The currency that the name of a column tells.
  private(set) var currency: Currency?
  /// The place of each meaning; -1 where the file has no such column.
  private var places = InlineArray<21, Int>(repeating: -1)

  /// - Throws: `ReportError` for a column that is missing, stands twice, or may not be there.
  init(_ fields: Fields, _ layout: TableLayout, line: Int) throws(ReportError) {
    let names = (0..<fields.count).map { fields[$0].text }
    var found: [Int: Int] = [:]
    var ignored: [String] = []
    let expected = layout.columns.filter(\.isRequired).map(\.names[0]).joined(separator: ",")
    for (place, name) in names.enumerated() {
      let normal = Self.normal(name)
      guard
        let index = layout.columns.firstIndex(where: {
          $0.normals.contains(normal) || Self.hasCurrency(name, as: $0.names)
        })
      else {
        guard layout.allowsOtherColumns else {
          throw ReportError(
            line: line, column: name, reason: "unknown column; the columns are \(expected)")
        }
        if !name.isEmpty { ignored.append(SafeText.cut(name)) }
        continue
      }
      // Twice is ambiguous only where it is read.
      if let other = found[index], let meaning = layout.columns[index].meaning {
        if meaning.isWords { continue }
        throw ReportError(
          line: line, column: name,
          reason: "this column stands twice, also as number \(other + 1); leave one of them out")
      }
      found[index] = place
      if let meaning = layout.columns[index].meaning {
        places[meaning.place] = place
        if let code = layout.columns[index].names.lazy.compactMap({ Self.currency(in: name, by: $0) }).first {
          currency = code
        }
      }
    }
    if let missing = layout.columns.indices.first(where: { layout.columns[$0].isRequired && found[$0] == nil }) {
      throw ReportError(
        line: line, column: layout.columns[missing].names[0],
        reason: "this column is missing from the header; the columns needed are \(expected)")
    }
    self.names = names
    self.ignored = ignored
  }

  subscript(meaning: TableLayout.Meaning) -> Int { places[meaning.place] }

  /// The place of a column by its name; `nil` where the file has none.
  func place(of name: String) -> Int? { names.firstIndex { Self.normal($0) == Self.normal(name) } }

  /// True if a column of a file goes by one of the names that have `{currency}` for a code.
  static func hasCurrency(_ column: String, as names: [String]) -> Bool {
    names.contains { $0.utf8.contains(UInt8(ascii: "{")) && currency(in: column, by: $0) != nil }
  }

  /// Names are compared in lower case, with single spaces for runs of spaces and underscores.
  static func normal(_ name: some StringProtocol) -> String {
    name.lowercased().split(whereSeparator: { $0 == " " || $0 == "_" }).joined(separator: " ")
  }

  /// The currency that stands in a name where the format has `{currency}`.
  private static func currency(in column: String, by name: String) -> Currency? {
    let parts = name.split(separator: "{currency}", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let (column, before, after) = (normal(column), normal(String(parts[0])), normal(String(parts[1])))
    guard column.hasPrefix(before), column.hasSuffix(after), column.count > before.count + after.count else {
      return nil
    }
    return Currency(column.dropFirst(before.count).dropLast(after.count).filter { $0 != " " }.uppercased())
  }
}
