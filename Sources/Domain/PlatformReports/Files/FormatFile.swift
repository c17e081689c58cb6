import Money
import Plays
import Refusals
import Texts
import Yams

/// Reads a format of tables from YAML (docs/formats.md).
package enum FormatFile {
  private static let keys = [
    "name", "title", "lines", "encoding", "recognise", "header_within", "above", "columns", "known", "other_columns",
    "constants", "values", "nothing", "numbers", "skip", "transfers", "returns", "other_units_where", "footers",
    "gross_less_fee_within", "file_name", "like", "sheets", "asks", "month_is_statement", "account", "distributor",
    "corrections", "nothing_earned",
  ]
  /// Lines within which a header stands at most: what is above it is kept until the format is known.
  private static let maximumHeaderLine = 30

  /// - Parameters:
  ///   - file: its name, for messages; the format has the same, without `.yaml`.
  ///   - known: formats that it may be like, the later of two with one name.
  /// - Throws: `InputError` with file, line and reason.
  package static func parse(
    file: String, text: String, known: [ReportFormat] = []
  ) throws(InputError) -> ReportFormat {
    var root = try YAMLReader.root(file: file, text: text, what: "a format", keys)
    let reader = YAMLReader(file: file)
    try reader.allow(keys, in: root)
    if root["like"] != nil { root = try FormatLikeness(reader).complete(root, known) }
    let name = try name(reader, root)
    let sheets = try FormatSheets(reader).read(root) { (root) throws(InputError) in
      try table(reader, root, name, dialects: [.sheet])
    }
    var format: ReportFormat
    if root["lines"] == nil, let first = sheets.lazy.compactMap(\.table).first {
      format = first
      format.dialects = []
    } else {
      format = try table(reader, root, name, dialects: try dialects(reader, root))
    }
    format.sheets = sheets
    // Of one that is like another, all of it: the other may be gone when this is read again.
    format.source = root["like"] == nil ? text : ((try? Yams.serialize(node: root)) ?? text)
    return format
  }

  /// The format of one table.
  private static func table(
    _ reader: YAMLReader, _ root: Node, _ name: String, dialects: [Dialect]
  ) throws(InputError) -> ReportFormat {
    var layout = TableLayout(columns: try FormatColumns(reader).read(root))
    try lines(reader, root, &layout)
    try FormatValues(reader).read(root, &layout)
    try FormatColumns(reader).above(root, &layout)
    if let node = root["columns"]?["external_id"], node["namespace"] != nil {
      layout.namespace = Market.code(try reader.text(node, "namespace"))
    }
    if root["month_is_statement"] != nil {
      layout.isMonthOfStatement = try reader.yes(root, "month_is_statement")
    }
    layout.isPassedOn = root[FormatSheets.passedOn] != nil
    try complete(reader, root, &layout)
    let recognise = try recognise(reader, root, layout)
    var format = ReportFormat(
      name: name, title: try reader.text(root, "title"), dialects: dialects,
      isLatin: try encoding(reader, root), start: recognise.start, files: recognise.files, body: .table(layout))
    try sender(reader, root, layout, &format)
    return format
  }

  /// Reads whose files they are, and what their rows stand in the place of.
  private static func sender(
    _ reader: YAMLReader, _ root: Node, _ layout: TableLayout, _ format: inout ReportFormat
  ) throws(InputError) {
    if root["distributor"] != nil { format.isDistributors = try reader.yes(root, "distributor") }
    if root["corrections"] != nil { format.corrections = try reader.patterns(root, "corrections", inName: true) }
    format.account = format.isDistributors ? format.name : layout.platform
    guard root["account"] != nil else { return }
    let text = try reader.text(root, "account")
    guard let account = SenderAccount.code(text) else {
      throw reader.error(root["account"]!, "account: \(SenderAccount.refusal(text))")
    }
    format.account = account
  }

  private static func name(_ reader: YAMLReader, _ root: Node) throws(InputError) -> String {
    let name = try reader.text(root, "name")
    guard name.utf8.count <= 64, name.utf8.allSatisfy({ $0 &- 0x61 <= 25 || $0 &- 0x30 <= 9 || $0 == 0x2D }) else {
      throw reader.error(
        root["name"]!, "\"\(name)\" is not a name of a format: letters a to z, digits and -, 64 at most")
    }
    let base = reader.file.split(separator: "/").last.map(String.init) ?? reader.file
    guard base == "\(name).yaml" else {
      throw reader.error(root["name"]!, "the file of the format \"\(name)\" is called \(name).yaml, not \(base)")
    }
    return name
  }

  private static func dialects(_ reader: YAMLReader, _ root: Node) throws(InputError) -> [Dialect] {
    let words = Dialect.delimiters.map(\.word)
    return try reader.texts(root, "lines").map { (text) throws(InputError) in
      let isQuoted = text.hasPrefix("quoted ")
      let word = isQuoted ? String(text.dropFirst(7)) : text
      guard let delimiter = Dialect.delimiters.first(where: { $0.word == word }) else {
        throw reader.error(
          root["lines"]!, "lines: \"\(text)\" is none of \(words.joined(separator: ", ")), each also after \"quoted \"")
      }
      return Dialect(delimiter: delimiter.byte, isQuoted: isQuoted)
    }
  }

  private static func encoding(_ reader: YAMLReader, _ root: Node) throws(InputError) -> Bool {
    guard root["encoding"] != nil else { return false }
    let text = try reader.text(root, "encoding").lowercased()
    guard ["utf-8", "windows-1252", "iso-8859-1"].contains(text) else {
      throw reader.error(
        root["encoding"]!,
        "encoding: \"\(text)\" is none of utf-8, windows-1252, iso-8859-1 (UTF-16 is known by its byte-order mark)")
    }
    return text != "utf-8"
  }

  private static func lines(_ reader: YAMLReader, _ root: Node, _ layout: inout TableLayout) throws(InputError) {
    if root["header_within"] != nil {
      layout.headerWithin = try reader.number(root, "header_within", 1...maximumHeaderLine)
    }
    if root["other_columns"] != nil {
      let word = try reader.text(root, "other_columns")
      guard word == "passed" || word == "refused" else {
        throw reader.error(root["other_columns"]!, "other_columns: \"\(word)\" is neither passed nor refused")
      }
      layout.allowsOtherColumns = word == "passed"
    }
  }

  private static func recognise(
    _ reader: YAMLReader, _ root: Node, _ layout: TableLayout
  ) throws(InputError) -> (start: ReportFormat.Start, files: [DatePattern]) {
    guard let node = root["recognise"] else {
      throw reader.error(root, "recognise is missing: columns, or first_cell, by which a file is known")
    }
    try reader.allow(["columns", "first_cell", "file"], in: node)
    var files: [DatePattern] = []
    if node["file"] != nil { files = try reader.patterns(node, "file", inName: true) }
    if node["first_cell"] != nil {
      guard node["columns"] == nil else { throw reader.error(node, "recognise has columns or first_cell, not both") }
      return (.firstCell(try reader.texts(node, "first_cell")), files)
    }
    guard let columns = node["columns"] else { throw reader.error(node, "recognise: columns or first_cell is missing") }
    if columns.scalar != nil {
      let required = layout.columns.count(where: \.isRequired)
      return (.required(try reader.number(node, "columns", 1...max(required, 1))), files)
    }
    return (.columns(try reader.texts(node, "columns")), files)
  }

  /// Refuses a format that would leave a row without what each has.
  private static func complete(
    _ reader: YAMLReader, _ root: Node, _ layout: inout TableLayout
  ) throws(InputError) {
    let node = root["columns"]!
    let asked = root["asks"] == nil ? [] : try reader.texts(root, "asks")
    if let unknown = asked.first(where: { !["month", "country", "currency"].contains($0) }) {
      throw reader.error(root["asks"]!, "asks: \"\(unknown)\" is none of month, country, currency")
    }
    let layoutRead = layout
    for (fact, isTold) in told(layout) where !isTold && asked.contains(fact) {
      if !layout.isPassedOn || fact == "currency" { layout.untold.append(fact) }
    }
    guard
      !layout.isMonthOfStatement || layoutRead.column(.statement)?.isRequired == true
        || layoutRead.preamble.contains(where: { $0.meaning == .statement })
    else {
      throw reader.error(
        root["month_is_statement"]!, "month_is_statement needs the column statement, or that cell above")
    }
    let facts = Dictionary(uniqueKeysWithValues: told(layoutRead))
    func has(_ meaning: TableLayout.Meaning) -> Bool { layoutRead.column(meaning).map(\.isRequired) ?? false }
    func isThere(_ fact: String) -> Bool { facts[fact]! || layoutRead.isPassedOn || asked.contains(fact) }
    let isPassedOn = layoutRead.isPassedOn
    let needed: [(Bool, String)] = [
      (isThere("month"), "the month of a row: the column month, or first_day and last_day, above or in file_name"),
      (
        isPassedOn || has(.store) || has(.platform) || layoutRead.platform != nil
          || layoutRead.preamble.contains { $0.meaning == .platform },
        "the platform of a row: the column store or platform, a constant, or above"
      ),
      (isThere("country"), "the country of a row: a column or a constant (WW is worldwide)"),
      (isPassedOn || has(.units), "the column units"), (has(.amount), "the column amount"),
      (
        facts["currency"]! || asked.contains("currency"),
        "the currency: a column, a constant, above, or {currency} in the name of a column"
      ),
      (
        isPassedOn || [.isrc, .upc, .externalID].contains { layoutRead.column($0) != nil },
        "what a row is of: isrc, upc or external_id"
      ),
      (layoutRead.otherUnitsAreThere, "other_units, which other_units_where is about"),
    ]
    for (isThere, what) in needed where !isThere { throw reader.error(node, "the format does not tell \(what)") }
    guard layout.feeTolerance == nil || layout.column(.gross) != nil && layout.column(.fee) != nil else {
      throw reader.error(root["gross_less_fee_within"]!, "gross_less_fee_within needs the columns gross and fee")
    }
  }

  /// Facts that may be told in several ways, or by nobody but the label.
  private static func told(_ layout: TableLayout) -> [(String, Bool)] {
    func has(_ meaning: TableLayout.Meaning) -> Bool { layout.column(meaning).map(\.isRequired) ?? false }
    func hasAbove(_ meaning: TableLayout.Preamble.Meaning) -> Bool {
      layout.preamble.contains { $0.meaning == meaning }
    }
    let isCurrencyNamed = layout.columns.contains {
      $0.meaning != nil && $0.names.contains { $0.contains("{currency}") }
    }
    let hasDays = has(.firstDay) && has(.lastDay) || hasAbove(.firstDay) && hasAbove(.lastDay)
    return [
      ("month", has(.month) || hasDays || hasAbove(.month) || !layout.monthInName.isEmpty || layout.isMonthOfStatement),
      ("country", has(.country) || layout.country != nil),
      ("currency", has(.currency) || layout.currency != nil || isCurrencyNamed || hasAbove(.currency)),
    ]
  }
}

extension TableLayout {
  fileprivate var otherUnitsAreThere: Bool { replacesUnits.isEmpty || column(.otherUnits) != nil }
}
