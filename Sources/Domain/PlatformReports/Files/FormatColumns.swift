import Plays
import Refusals
import Texts
import Yams

/// The columns of a format, and the cells above them, out of YAML.
struct FormatColumns {
  private let reader: YAMLReader

  init(_ reader: YAMLReader) {
    self.reader = reader
  }

  func read(_ root: Node) throws(InputError) -> [TableLayout.Column] {
    let roles = TableLayout.Meaning.allCases.map(\.rawValue)
    guard let node = root["columns"], let mapping = node.mapping else {
      throw reader.error(
        root["columns"] ?? root,
        "columns is a mapping of what a column means: its name; the meanings are "
          + roles.joined(separator: ", "))
    }
    try reader.allow(roles, in: node)
    var columns: [TableLayout.Column] = []
    for (key, value) in mapping {
      columns.append(try column(node, TableLayout.Meaning(rawValue: key.string!)!, value))
    }
    if root["known"] != nil {
      for name in try reader.texts(root, "known") {
        columns.append(.init(names: [name], meaning: nil, isRequired: false))
      }
    }
    for name in columns.compactMap(\.joinedWith) where !columns.contains(where: { $0.names.contains(name) }) {
      columns.append(.init(names: [name], meaning: nil, isRequired: true))
    }
    var seen: Set<String> = []
    for name in columns.flatMap(\.names) where !seen.insert(Header.normal(name)).inserted {
      throw reader.error(node, "the column \"\(name)\" stands twice in the format")
    }
    return columns
  }

  private func column(
    _ columns: Node, _ meaning: TableLayout.Meaning, _ node: Node
  ) throws(InputError) -> TableLayout.Column {
    let role = meaning.rawValue
    guard node.mapping != nil else {
      return .init(
        names: try reader.texts(columns, role), meaning: meaning, isRequired: true, dates: Self.usual(meaning))
    }
    var keys = ["names", "optional"]
    if meaning.isDate { keys.append("dates") }
    if meaning.isFigure { keys.append("empty") }
    if meaning == .externalID { keys.append("namespace") }
    if meaning == .externalID || meaning == .month || meaning == .statement { keys.append("joined_with") }
    try reader.allow(keys, in: node)
    var dates = Self.usual(meaning)
    if node["dates"] != nil {
      dates = try reader.patterns(node, "dates")
      let isDay = meaning == .firstDay || meaning == .lastDay
      // A statement may be called after a quarter, which is no month.
      guard meaning == .statement || dates.allSatisfy({ isDay ? $0.hasDay && $0.hasMonth : $0.hasMonth }) else {
        throw reader.error(node["dates"]!, "\(role): each of its dates tells year and month\(isDay ? " and day" : "")")
      }
    }
    let isOptional = node["optional"] == nil ? false : try reader.yes(node, "optional")
    var isZero = false
    if node["empty"] != nil {
      let word = try reader.text(node, "empty")
      guard word == "zero" else { throw reader.error(node["empty"]!, "empty: \"\(word)\" is not zero") }
      isZero = true
    }
    return .init(
      names: try reader.texts(node, "names"), meaning: meaning,
      isRequired: !isOptional, dates: dates, isZeroWhereEmpty: isZero,
      joinedWith: node["joined_with"] == nil ? nil : try reader.text(node, "joined_with"))
  }

  private static func usual(_ meaning: TableLayout.Meaning) -> [DatePattern] {
    guard meaning.isDate else { return [] }
    return [DatePattern(meaning == .firstDay || meaning == .lastDay ? "YYYY-MM-DD" : "YYYY-MM")!]
  }

  /// The cells above the header.
  func above(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    guard let node = root["above"] else { return }
    guard let items = node.sequence, items.count <= 30 else {
      throw reader.error(node, "above lists cells: what each is, with its label, or its line and cell")
    }
    for item in items {
      try reader.allow(["is", "label", "line", "cell", "dates"], in: item)
      let word = try reader.text(item, "is")
      guard let meaning = TableLayout.Preamble.Meaning(rawValue: word) else {
        let known = TableLayout.Preamble.Meaning.allCases.map(\.rawValue).joined(separator: ", ")
        throw reader.error(item["is"]!, "is: \"\(word)\" is none of \(known)")
      }
      var dates = meaning == .firstDay || meaning == .lastDay ? [DatePattern("YYYY-MM-DD")!] : [DatePattern("YYYY-MM")!]
      if item["dates"] != nil { dates = try reader.patterns(item, "dates") }
      if item["label"] != nil {
        layout.preamble.append(
          .init(names: try reader.texts(item, "label"), place: nil, meaning: meaning, dates: dates))
        continue
      }
      let line = try reader.number(item, "line", 1...layout.headerWithin)
      layout.preamble.append(
        .init(
          names: [], place: (line, try reader.number(item, "cell", 1...Fields.maximum)), meaning: meaning, dates: dates)
      )
    }
    let labels = layout.preamble.count { $0.place == nil }
    guard labels == 0 || labels == layout.preamble.count else {
      throw reader.error(node, "above has labels, or lines and cells, not both")
    }
  }
}

extension YAMLReader {
  func yes(_ node: Node, _ key: String) throws(InputError) -> Bool {
    let text = try text(node, key)
    guard text == "true" || text == "false" else {
      throw error(node[key]!, "\(key): \"\(text)\" is neither true nor false")
    }
    return text == "true"
  }
}
