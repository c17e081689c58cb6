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
    "gross_less_fee_within", "file_name", "account", "distributor", "corrections", "nothing_earned",
  ]
  /// Lines within which a header stands at most: what is above it is kept until the format is known.
  private static let maximumHeaderLine = 30

  /// - Parameter file: its name, for messages; the format has the same, without `.yaml`.
  /// - Throws: `InputError` with file, line and reason.
  package static func parse(file: String, text: String) throws(InputError) -> ReportFormat {
    let root = try YAMLReader.root(file: file, text: text, what: "a format", keys)
    let reader = YAMLReader(file: file)
    try reader.allow(keys, in: root)
    var layout = TableLayout(columns: try FormatColumns(reader).read(root))
    let name = try name(reader, root)
    try lines(reader, root, &layout)
    try FormatValues(reader).read(root, &layout)
    try FormatColumns(reader).above(root, &layout)
    if let node = root["columns"]?["external_id"], node["namespace"] != nil {
      layout.namespace = Market.code(try reader.text(node, "namespace"))
    }
    try complete(reader, root, layout)
    let recognise = try recognise(reader, root, layout)
    var format = ReportFormat(
      name: name, title: try reader.text(root, "title"), dialects: try dialects(reader, root),
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
  private static func complete(_ reader: YAMLReader, _ root: Node, _ layout: TableLayout) throws(InputError) {
    let node = root["columns"]!
    func has(_ meaning: TableLayout.Meaning) -> Bool { layout.column(meaning).map(\.isRequired) ?? false }
    func hasAbove(_ meaning: TableLayout.Preamble.Meaning) -> Bool {
      layout.preamble.contains { $0.meaning == meaning }
    }
    let hasDays = has(.firstDay) && has(.lastDay)
    let isMonthKnown =
      has(.month) || hasDays || hasAbove(.month) || hasAbove(.firstDay) && hasAbove(.lastDay)
      || !layout.monthInName.isEmpty
    let isCurrencyNamed = layout.columns.contains {
      $0.meaning != nil && $0.names.contains { $0.contains("{currency}") }
    }
    let needed: [(Bool, String)] = [
      (isMonthKnown, "the month of a row: the column month, or first_day and last_day, above or in file_name"),
      (
        has(.store) || has(.platform) || layout.platform != nil || hasAbove(.platform),
        "the platform of a row: the column store or platform, a constant, or above"
      ),
      (has(.country) || layout.country != nil, "the country of a row: a column or a constant (WW is worldwide)"),
      (has(.units), "the column units"), (has(.amount), "the column amount"),
      (
        has(.currency) || layout.currency != nil || isCurrencyNamed || hasAbove(.currency),
        "the currency: a column, a constant, above, or {currency} in the name of a column"
      ),
      (
        layout.column(.isrc) != nil || layout.column(.upc) != nil || layout.column(.externalID) != nil,
        "what a row is of: isrc, upc or external_id"
      ),
      (layout.otherUnitsAreThere, "other_units, which other_units_where is about"),
    ]
    for (isThere, what) in needed where !isThere { throw reader.error(node, "the format does not tell \(what)") }
    guard layout.feeTolerance == nil || layout.column(.gross) != nil && layout.column(.fee) != nil else {
      throw reader.error(root["gross_less_fee_within"]!, "gross_less_fee_within needs the columns gross and fee")
    }
  }
}

extension TableLayout {
  fileprivate var otherUnitsAreThere: Bool { replacesUnits.isEmpty || column(.otherUnits) != nil }
}
