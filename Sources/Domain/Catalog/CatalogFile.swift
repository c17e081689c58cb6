import CSV
import Plays
import Refusals

/// Reads `catalog.csv`, a line at a time. That no line contradicts an earlier one is looked at where all of them are:
/// `CatalogStore`.
package struct CatalogFile {
  private var table: CSVTable

  /// - Throws: `InputError` where the header is not a catalog's.
  package init(_ reader: CSVReader, file: String) throws {
    table = try CSVTable(
      reader, file: file,
      required: [
        "isrc", "title", "artist_id", "artist_name", "album_upc", "album_title", "label_id", "label_name",
        "external_ids",
      ],
      optional: ["featured_artists", "from", "primary", "account"])
  }

  /// The next track and its line, `nil` at the end.
  ///
  /// - Throws: `InputError` with file and line.
  package mutating func next() throws -> (line: Int, entry: CatalogEntry)? {
    guard let row = try table.next() else { return nil }
    let code = try row.required("isrc")
    guard let isrc = ISRC(code) else {
      throw row.error("\"\(CodeSpelling.shown(code))\" is not an ISRC such as QZLL22600001")
    }
    let barcode = try row.required("album_upc")
    guard let album = GTIN(mayLackZero: CodeSpelling.folded(barcode)) else {
      throw row.error("\"\(CodeSpelling.shown(barcode))\" is not a UPC, EAN or GTIN with a right check digit")
    }
    let entry = CatalogEntry(
      isrc: isrc, from: try from(row), isPrimary: try isPrimary(row),
      account: try account(row), title: try text(row, "title"),
      artist: CatalogEntry.Party(id: try identifier(row, "artist_id"), name: try text(row, "artist_name")),
      album: album, albumTitle: try text(row, "album_title"),
      label: CatalogEntry.Party(id: try identifier(row, "label_id"), name: try text(row, "label_name")),
      externalIDs: try externalIDs(row), featured: try featured(row))
    return (row.line, entry)
  }

  private func from(_ row: CSVTable.Row) throws(InputError) -> Day? {
    let text = CodeSpelling.folded(row["from"])
    if text.isEmpty { return nil }
    guard let day = Day(text) else {
      throw row.error(
        "from: \"\(CodeSpelling.shown(text))\" is not a day as 2026-11-01, the first on which the track is theirs")
    }
    return day
  }

  /// True if the file tells whose reports cover a release: what has no such column says nothing of it.
  package var tellsAccounts: Bool { table.has("account") }

  private func account(_ row: CSVTable.Row) throws(InputError) -> String? {
    let text = CodeSpelling.folded(row["account"])
    if text.isEmpty { return nil }
    guard let account = SenderAccount.code(text) else {
      throw row.error("account: \(SenderAccount.refusal(CodeSpelling.shown(text)))")
    }
    return account
  }

  private func isPrimary(_ row: CSVTable.Row) throws(InputError) -> Bool? {
    let text = CodeSpelling.folded(row["primary"])
    switch text.lowercased() {
    case "": return nil
    case "yes": return true
    case "no": return false
    default: throw row.error("primary: \"\(CodeSpelling.shown(text))\" is neither yes nor no")
    }
  }

  private func text(_ row: CSVTable.Row, _ column: String) throws(InputError) -> String {
    let text = try row.required(column)
    guard !text.utf8.contains(0) else { throw row.error("column \"\(column)\" holds a NUL character") }
    if let fault = DocumentText.fault(text) { throw row.error("\(column) \(fault)") }
    return text
  }

  private func identifier(_ row: CSVTable.Row, _ column: String) throws(InputError) -> String {
    let text = CodeSpelling.folded(try row.required(column))
    if let fault = Identifier.fault(text) { throw row.error("\(column) \(fault)") }
    guard Self.isIdentifier(text) else {
      throw row.error(
        "\(column) \"\(CodeSpelling.shown(text))\": an id is at most 128 letters, digits, and any of -_.@")
    }
    return text
  }

  private func externalIDs(_ row: CSVTable.Row) throws(InputError) -> [String] {
    var ids: [String] = []
    for item in row["external_ids"].split(separator: "|") {
      let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, item.first != " ", item.last != " ",
        item.utf8.count <= 256, item.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
      else {
        throw row.error("external id \"\(item)\" is not namespace:id")
      }
      if let fault = Identifier.fault(String(item)) { throw row.error("external id \(fault)") }
      ids.append("\(Market.code(parts[0])):\(parts[1])")
    }
    return ids
  }

  private func featured(_ row: CSVTable.Row) throws(InputError) -> [CatalogEntry.Party] {
    var parties: [CatalogEntry.Party] = []
    for item in row["featured_artists"].split(separator: "|") {
      let parts = item.split(separator: "=", maxSplits: 1)
      if let fault = parts.first.flatMap({ Identifier.fault(String($0)) }) {
        throw row.error("featured artist \(fault)")
      }
      guard parts.count == 2, Self.isIdentifier(String(parts[0])) else {
        throw row.error("featured artist \"\(item)\" is not id=name")
      }
      if let fault = DocumentText.fault(String(parts[1])) { throw row.error("the featured artist's name \(fault)") }
      parties.append(CatalogEntry.Party(id: String(parts[0]), name: String(parts[1])))
    }
    return parties
  }

  private static func isIdentifier(_ text: String) -> Bool {
    text.utf8.count <= 128
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.@".unicodeScalars.contains($0)
      }
  }
}
