import Money
import Plays
import Refusals
import Texts
import Yams

/// Facts that a format says of values: constants, spellings, numbers, rules about rows, totals.
struct FormatValues {
  private let reader: YAMLReader

  init(_ reader: YAMLReader) {
    self.reader = reader
  }

  func read(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    try constants(root, &layout)
    try values(root, &layout)
    try numbers(root, &layout)
    try names(root, &layout)
    layout.skipped = try reader.rules(root, "skip")
    layout.transfers = try reader.rules(root, "transfers")
    if root["nothing_earned"] != nil { layout.nothingEarned = try reader.texts(root, "nothing_earned") }
    layout.returns = try reader.rules(root, "returns")
    layout.replacesUnits = try reader.rules(root, "other_units_where")
    if root["gross_less_fee_within"] != nil { layout.feeTolerance = try reader.amount(root, "gross_less_fee_within") }
    try footers(root, &layout)
  }

  private func constants(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    guard let node = root["constants"] else { return }
    try reader.allow(["currency", "platform", "country", "tier"], in: node)
    if node["currency"] != nil {
      let text = try reader.text(node, "currency")
      guard let currency = Currency(text) else {
        throw reader.error(node["currency"]!, "\"\(text)\" is not a currency of ISO 4217")
      }
      layout.currency = currency
    }
    if node["country"] != nil {
      let text = try reader.text(node, "country")
      guard let country = Country(text) else { throw reader.error(node["country"]!, "\"\(text)\" is not a country") }
      layout.country = country
    }
    if node["platform"] != nil { layout.platform = try platform(node, "platform", try reader.text(node, "platform")) }
    if node["tier"] != nil { layout.tier = Market.code(try reader.text(node, "tier")) }
  }

  private func platform(_ node: Node, _ key: String, _ text: String) throws(InputError) -> String {
    guard let code = StoreNames.code(text) else {
      throw reader.error(node[key] ?? node, "\"\(text)\" has no letter of A to Z to make a platform's code of")
    }
    return code
  }

  private func values(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    if root["nothing"] != nil {
      let texts = try reader.texts(root, "nothing")
      guard texts.allSatisfy({ $0.utf8.count <= 16 }) else {
        throw reader.error(root["nothing"]!, "nothing lists texts of 16 bytes at most")
      }
      layout.values.nothing = Set(texts.map { $0.uppercased() })
    }
    guard let node = root["values"] else { return }
    try reader.allow(["stores", "territories", "tiers", "currencies", "monetisation", "origins"], in: node)
    for (name, text) in try reader.map(node, "stores") {
      layout.values.stores[name] = try platform(node, "stores", text)
    }
    layout.values.territories = try reader.map(node, "territories")
    for text in layout.values.territories.values where Country(text) == nil {
      throw reader.error(node["territories"]!, "territories: \"\(text)\" is not a country")
    }
    layout.values.tiers = try reader.map(node, "tiers")
    layout.values.currencies = try reader.map(node, "currencies")
    for text in layout.values.currencies.values where Currency(text) == nil {
      throw reader.error(node["currencies"]!, "currencies: \"\(text)\" is not a currency of ISO 4217")
    }
    layout.values.monetisation = try words(node, "monetisation")
    layout.values.origins = try words(node, "origins")
  }

  private func words<Word: RawRepresentable & CaseIterable>(
    _ node: Node, _ key: String
  ) throws(InputError) -> [String: Word] where Word.RawValue == String {
    var words: [String: Word] = [:]
    for (name, text) in try reader.map(node, key) {
      guard let word = Word(rawValue: text) else {
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw reader.error(node[key]!, "\(key): \"\(text)\" is none of \(known)")
      }
      words[name] = word
    }
    return words
  }

  private func numbers(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    guard let node = root["numbers"] else { return }
    try reader.allow(["decimal", "grouping", "parentheses", "units_with_decimals"], in: node)
    if node["decimal"] != nil {
      let word = try reader.text(node, "decimal")
      guard let decimal = NumberStyle.Sign(rawValue: word) else {
        throw reader.error(node["decimal"]!, "decimal: \"\(word)\" is none of point, comma, either")
      }
      layout.numbers.decimal = decimal
    }
    if node["grouping"] != nil {
      let signs: [String: UInt8] = ["comma": 0x2C, "point": 0x2E, "space": 0x20, "apostrophe": 0x27]
      let word = try reader.text(node, "grouping")
      guard let sign = signs[word] else {
        throw reader.error(node["grouping"]!, "grouping: \"\(word)\" is none of comma, point, space, apostrophe")
      }
      let isDecimal = layout.numbers.decimal == .comma ? sign == 0x2C : sign == 0x2E
      guard layout.numbers.decimal != .either, !isDecimal else {
        throw reader.error(
          node["grouping"]!, "grouping: \(word) cannot stand beside decimal: \(layout.numbers.decimal)")
      }
      layout.numbers.grouping = sign
    }
    if node["parentheses"] != nil { layout.numbers.hasParentheses = try reader.yes(node, "parentheses") }
    if node["units_with_decimals"] != nil {
      layout.numbers.allowsZeroDecimals = try reader.yes(node, "units_with_decimals")
    }
  }

  private func names(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    guard let node = root["file_name"] else { return }
    try reader.allow(["month", "statement"], in: node)
    if node["month"] != nil { layout.monthInName = try reader.patterns(node, "month", inName: true) }
    if node["statement"] != nil { layout.statementInName = try reader.patterns(node, "statement", inName: true) }
    guard (layout.monthInName + layout.statementInName).allSatisfy(\.hasMonth) else {
      throw reader.error(node, "file_name: each pattern tells year and month in braces, as *-{MM}-{YY}.csv")
    }
  }

  private func footers(_ root: Node, _ layout: inout TableLayout) throws(InputError) {
    guard let node = root["footers"] else { return }
    try reader.allow(TableLayout.Footer.Meaning.allCases.map(\.rawValue), in: node)
    for meaning in TableLayout.Footer.Meaning.allCases {
      guard let value = node[meaning.rawValue] else { continue }
      guard value.mapping != nil else {
        layout.footers.append(.init(names: try reader.texts(node, meaning.rawValue), meaning: meaning))
        continue
      }
      try reader.allow(["names", "within"], in: value)
      layout.footers.append(
        .init(
          names: try reader.texts(value, "names"), meaning: meaning, tolerance: try reader.amount(value, "within")))
    }
  }
}
