/// Rules of a format about a file's rows, at the places of its columns. What a spelling means is looked up once.
struct RowRules {
  private let rules: [(place: Int, column: String, values: [[UInt8]])]
  private var known: [Memo<Bool>]

  /// - Parameter header: a rule about a column that the file does not have says nothing.
  init(_ rules: [TableLayout.Rule], _ header: Header) {
    self.rules = rules.compactMap { rule in
      header.place(of: rule.column).map { ($0, rule.column, rule.values.map { Self.lower($0.utf8) }) }
    }
    known = self.rules.map { _ in Memo(maximum: 1 << 8) }
  }

  var isEmpty: Bool { rules.isEmpty }

  /// The rule that speaks of the row: its column, with what the row has there. It may have fewer fields than the header.
  mutating func match(_ fields: Fields) -> String? {
    for index in rules.indices where rules[index].place < fields.count {
      let cell = fields[rules[index].place]
      if let known = known[index].find(cell.bytes) {
        if known { return words(index, cell) }
        continue
      }
      let text = Self.lower(cell.bytes)
      let isMeant = rules[index].values.contains { value in
        value.last == UInt8(ascii: "*") ? text.starts(with: value.dropLast()) : text == value
      }
      known[index].keep(isMeant, for: cell.bytes)
      if isMeant { return words(index, cell) }
    }
    return nil
  }

  private func words(_ rule: Int, _ cell: Cell) -> String {
    "\(SafeText.cut(rules[rule].column)): \(SafeText.cut(cell.text))"
  }

  private static func lower(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { $0 &- 0x41 <= 25 ? $0 | 0x20 : $0 }
  }
}
