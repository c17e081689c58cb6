import Store

/// Releases by number.
struct LiveAlbums: Sendable {
  private var numbers = DenseNumbers()
  /// The barcode's 14 digits as a number, and in the lowest four bits how many of them are spelt.
  private var codes: [UInt64] = []
  private(set) var titles = TextColumn()
  private var byCode = NumberIndex()

  /// - Parameter id: of the database.
  func number(id: Int32) -> Int32? { numbers[id] }

  /// - Parameter gtin: padded to 14 digits.
  func number(gtin: String) -> Int32? { UInt64(gtin).flatMap { byCode[$0].first } }

  /// The barcode as the catalog spells it.
  func upc(_ number: Int32) -> String {
    let digits = String(codes[Int(number)] >> 4)
    let length = Int(codes[Int(number)] & 15)
    return String(repeating: "0", count: max(0, length - digits.utf8.count)) + digits
  }

  /// Adds those that are new, and gives the others their new titles.
  mutating func apply(_ rows: [LiveStore.CatalogRows.Album]) {
    var added: [NumberIndex.Entry] = []
    for row in rows {
      let (number, isNew) = numbers.add(row.id)
      guard let gtin = UInt64(row.gtin) else { preconditionFailure("the database checks that a barcode is of digits") }
      let code = gtin << 4 | UInt64(min(15, row.upc.utf8.count))
      if isNew {
        codes.append(code)
        titles.append(row.title)
        added.append((gtin, number))
      } else {
        codes[Int(number)] = code
        titles.replace(number, with: row.title)
      }
    }
    byCode.add(added)
  }
}
