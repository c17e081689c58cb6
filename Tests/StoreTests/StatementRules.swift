/// What Citus refuses of a statement, or answers otherwise than one node does, as far as its text shows it. Conservative:
/// a statement that is found and is right nevertheless is named by the test, with the reason.
struct StatementRules {
  enum Kind: Equatable { case local, reference, distributed(column: String, group: String) }

  let kinds: [String: Kind]

  /// - Parameters:
  ///   - script: one statement, or several with semicolons between them.
  ///   - isCounted: its rows are counted by the command tag.
  /// - Returns: what is wrong; empty where nothing is.
  func breaches(_ script: String, isCounted: Bool = false) -> [String] {
    Self.tokens(script).split(separator: ";").flatMap { breaches(Array($0), isCounted) }
  }

  private func breaches(_ tokens: [String], _ isCounted: Bool) -> [String] {
    var found: [String] = []
    check(Block.all(tokens), isInner: false, &found)
    let words = Set(tokens.map { $0.lowercased() })
    let spread = kinds.filter { $0.value != .local }.keys.filter { words.contains($0) || words.contains("'\($0)'") }
    if !spread.isEmpty {
      for word in ["ctid", "pg_relation_size", "reltuples"] where words.contains(word) {
        found.append("\(word) of \(spread.sorted()[0]) is that of no row, or of a shard")
      }
      for (index, token) in tokens.enumerated() where token == "ANALYZE" {
        if let table = tokens[index...].first(where: spread.contains) {
          found.append("\(table) takes no ANALYZE in a transaction that has read it")
        }
      }
    }
    if isCounted, let table = Block.all(tokens).compactMap(\.written).first, kinds[table, default: .local] != .local,
      words.contains("conflict")
    {
      found.append("the command tag counts what was given to \(table), not what was written")
    }
    return found
  }

  private func check(_ blocks: [Block], isInner: Bool, _ found: inout [String]) {
    for block in blocks {
      let spread = block.tables.filter { column($0.name) != nil }
      if spread.count > 1 {
        let groups = Set(spread.map { group($0.name) })
        let column = column(spread[0].name)!
        if groups.count > 1 || !block.joins(on: column) {
          found.append("\(spread.map(\.name)) are joined otherwise than where they stand together")
        }
      }
      if let table = spread.first, block.isLocking { found.append("rows of \(table.name) are locked on several nodes") }
      if isInner, block.hasNoColumn, let table = spread.first {
        found.append("a sub-select of \(table.name) has no column to bring along")
      }
      if block.isRecursive, let table = block.everyTable.first(where: { column($0.name) != nil }) {
        found.append("a recursive statement has \(table.name)")
      }
      if let table = block.written, let column = column(table), block.sets.contains(column) {
        found.append("\(column) of \(table) is changed: the row would have to move")
      }
      if let table = block.written, kinds[table, default: .local] != .local {
        let alone = block.tables.filter { kinds[$0.name] == .local }
        if block.hasValues, !block.children.isEmpty {
          found.append("a VALUES that is written to \(table) has a sub-select")
        }
        let asked = block.children.flatMap(\.blocks).filter { inner in
          inner.isCorrelated && inner.everyTable.contains { kinds[$0.name, default: .local] != .local }
        }
        if let other = alone.first, !asked.isEmpty {
          found.append("what is written to \(table) is asked for each row of \(other.name)")
        }
      }
      checkChange(block, isInner, &found)
      for child in block.children {
        for inner in child.blocks where inner.isCorrelated {
          let names = Set((block.tables + inner.everyTable).map(\.name))
          let groups = Set(names.filter { column($0) != nil }.map(group))
          let isMixed = groups.count > 1 || groups.count == 1 && names.contains { kinds[$0] == .local }
          if isMixed || spread.isEmpty && !groups.isEmpty {
            found.append("\(names.filter { kinds[$0] != nil }.sorted()) are asked for each row of each other")
          }
        }
        check(child.blocks, isInner: true, &found)
      }
    }
  }

  /// An UPDATE or a DELETE.
  private func checkChange(_ block: Block, _ isInner: Bool, _ found: inout [String]) {
    guard block.isChange, let table = block.written, let kind = kinds[table] else { return }
    switch kind {
    case .reference:
      // What is in WITH is carried out before, where the change is a part of a SELECT, and not where it is all there is.
      let others = isInner ? block.tables : block.everyTable.filter { kinds[$0.name] == .local } + block.tables
      if let other = others.first(where: { kinds[$0.name, default: .reference] != .reference }) {
        found.append("every copy of \(table) is changed by \(other.name), which is not on every node")
      }
    case .local:
      for inner in block.children.flatMap(\.blocks) where inner.isCorrelated {
        if let other = inner.everyTable.first(where: { kinds[$0.name, default: .local] != .local }) {
          found.append("\(other.name) is asked for each row of \(table)")
        }
      }
    case .distributed: break
    }
  }

  private func column(_ table: String) -> String? {
    if case .distributed(let column, _) = kinds[table] { column } else { nil }
  }

  private func group(_ table: String) -> String {
    if case .distributed(_, let group) = kinds[table] { group } else { "" }
  }

  /// Words, numbers, texts with their quotes, and signs. `a.b` is one.
  static func tokens(_ text: String) -> [String] {
    text.matches(of: /--[^\n]*|'[^']*'|[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_*][A-Za-z_0-9]*)?|[0-9]+|[^\s]/)
      .map { String($0.output.0) }.filter { !$0.hasPrefix("--") }
  }
}

/// One SELECT, INSERT, UPDATE or DELETE of a statement, without those in brackets.
struct Block {
  struct Table { let name: String, alias: String }
  struct Child {
    let blocks: [Block]
    /// Behind EXISTS or LATERAL.
    let isDependent: Bool
  }

  private(set) var tables: [Table] = []
  private(set) var children: [Child] = []
  /// The table that it writes.
  private(set) var written: String?
  /// Columns that it sets.
  private(set) var sets: Set<String> = []
  /// True for UPDATE and DELETE.
  private(set) var isChange = false
  /// True for INSERT ... VALUES.
  private(set) var hasValues = false
  private(set) var isRecursive = false
  private(set) var isLocking = false
  private var words: [String] = []

  /// True for `SELECT FROM`.
  var hasNoColumn: Bool { words.prefix(2).map { $0.uppercased() } == ["SELECT", "FROM"] }

  /// Tables of this one and of all below it.
  var everyTable: [Table] { tables + children.flatMap { $0.blocks.flatMap(\.everyTable) } }
  private var everyWord: [String] { words + children.flatMap { $0.blocks.flatMap(\.everyWord) } }

  /// True if it names a table of another.
  var isCorrelated: Bool {
    let known = Set(everyTable.flatMap { [$0.name, $0.alias] } + ["excluded"])
    return everyWord.contains { word in
      guard !word.hasPrefix("'"), let dot = word.firstIndex(of: ".") else { return false }
      return !known.contains(String(word[..<dot]))
    }
  }

  /// True if it joins by a column of that name.
  func joins(on column: String) -> Bool {
    words.indices.contains { index in
      if words[index].uppercased() == "USING" {
        return words[index...].prefix { $0 != ")" }.contains(column)
      }
      return words[index].hasSuffix(".\(column)") && index + 2 < words.count && words[index + 1] == "="
        && words[index + 2].hasSuffix(".\(column)")
    }
  }

  /// The blocks of a level, which UNION and the like stand between.
  static func all(_ tokens: [String]) -> [Block] {
    var position = 0
    return level(tokens, &position)
  }

  private static let ends: Set<String> = [
    "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "RETURNING", "CONFLICT", "ON", "JOIN", "LEFT", "CROSS", "FULL",
  ]

  private static func level(_ tokens: [String], _ position: inout Int) -> [Block] {
    var (blocks, block) = ([Block](), Block())
    var (isInFrom, expectsTable, isSetting) = (false, false, false)
    // Brackets that are no statement of their own: arguments, lists of columns.
    var depth = 0
    var last = ""
    func finish() {
      if !block.words.isEmpty { blocks.append(block) }
      block = Block()
    }
    func peek(_ ahead: Int = 0) -> String { position + ahead < tokens.count ? tokens[position + ahead] : "" }
    func alias() -> String { peek().uppercased() == "AS" ? peek(1) : ends.contains(peek().uppercased()) ? "" : peek() }
    while position < tokens.count {
      let token = tokens[position]
      position += 1
      let word = token.uppercased()
      defer { last = word }
      if word == "(" {
        if ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].contains(peek().uppercased()) {
          let isDependent = last == "EXISTS" || last == "LATERAL"
          block.children.append(Child(blocks: level(tokens, &position), isDependent: isDependent))
          if isInFrom, depth == 0 { block.tables.append(Table(name: "", alias: alias())) }
          expectsTable = false
        } else {
          depth += 1
          block.words.append(token)
        }
        continue
      }
      if word == ")" {
        guard depth > 0 else { break }
        depth -= 1
        if depth == 0, isInFrom { block.tables.append(Table(name: "", alias: alias())) }
      }
      if depth > 0 || word == ")" {
        block.words.append(token)
        continue
      }
      switch word {
      case "UNION", "EXCEPT", "INTERSECT":
        finish()
        (isInFrom, expectsTable, isSetting) = (false, false, false)
        continue
      case "FROM": (isInFrom, expectsTable, isSetting) = (true, true, false)
      case "USING": (isInFrom, expectsTable) = (true, peek() != "(")
      case "JOIN", "INTO": expectsTable = true
      case "UPDATE": expectsTable = last != "DO" && last != "FOR"
      case ",": expectsTable = isInFrom
      case "SET": (isInFrom, isSetting) = (false, true)
      case "ON": expectsTable = false
      case "LATERAL", "ONLY": break
      case "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "RETURNING", "SELECT":
        (isInFrom, expectsTable, isSetting) = (false, false, false)
      default:
        if expectsTable {
          if last == "INTO" {
            block.written = token
          } else {
            block.tables.append(Table(name: token, alias: alias()))
            if last == "UPDATE" || block.words.suffix(2).map({ $0.uppercased() }) == ["DELETE", "FROM"] {
              (block.written, block.isChange) = (token, true)
            }
          }
          expectsTable = false
        }
        if isSetting, peek() == "=" { block.sets.insert(token) }
      }
      if word == "VALUES" { block.hasValues = true }
      if word == "RECURSIVE" { block.isRecursive = true }
      if last == "FOR", word == "UPDATE" || word == "SHARE" { block.isLocking = true }
      block.words.append(token)
    }
    finish()
    return blocks
  }
}
