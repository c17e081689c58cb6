import Store

/// Artists or labels by number, with the keys and names that the catalog's files have.
struct LiveParties: Sendable {
  private var numbers = DenseNumbers()
  private var keys = TextColumn()
  private(set) var names = TextColumn()
  private var byKey = NumberIndex()

  var count: Int { keys.count }

  func key(_ number: Int32) -> String { keys[number] }

  /// - Parameter id: of the database.
  func number(id: Int32) -> Int32? { numbers[id] }

  /// - Returns: `nil` where nobody has the key.
  func number(key: String) -> Int32? { byKey[Self.hash(key)].first { keys.has(key, at: $0) } }

  /// Adds those that are new, and gives the others their new names. A key never changes.
  mutating func apply(_ rows: [LiveStore.CatalogRows.Party]) {
    var added: [NumberIndex.Entry] = []
    for row in rows {
      let (number, isNew) = numbers.add(row.id)
      if isNew {
        keys.append(row.key)
        names.append(row.name)
        added.append((Self.hash(row.key), number))
      } else {
        names.replace(number, with: row.name)
      }
    }
    byKey.add(added)
  }

  /// FNV-1a: keys with the same one are told apart by their text.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
