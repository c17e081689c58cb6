import Plays

/// One row in which two rate tables differ.
package struct RateChange: Hashable, Sendable {
  package let scope: RateTable.Scope
  /// `nil` where the row is new.
  package let before: RateTable.Quote?
  /// `nil` where the row is gone: a table replaces the earlier one whole.
  package let after: RateTable.Quote?
}

extension RateTable {
  /// Changes of this table against the one before it, by country and tier.
  ///
  /// - Parameter other: the table that is in force without this one; `nil` where there is none.
  package func changes(from other: RateTable?) -> [RateChange] {
    let before = other?.quotes ?? [:]
    return Set(before.keys).union(quotes.keys).filter { before[$0] != quotes[$0] }
      .map { RateChange(scope: $0, before: before[$0], after: quotes[$0]) }
      .sorted { $0.scope.sortKey < $1.scope.sortKey }
  }
}

extension RateTable.Scope {
  /// As the file writes it: `DE,premium`, `DE,*`.
  package var description: String { "\(country?.description ?? "*"),\(tier ?? "*")" }

  fileprivate var sortKey: String { description }
}

extension RateBook {
  /// Changes that tables would make, each against what is in force without it; of several of one platform each against
  /// those before it.
  package func changes(by tables: [RateTable]) -> [(table: RateTable, change: RateChange)] {
    var inForce = self
    return tables.sorted { ($0.platform, $0.effective, $0.version) < ($1.platform, $1.effective, $1.version) }
      .flatMap { table in
        let before = inForce.table(platform: table.platform, on: table.effective)
        inForce = inForce.adding([table])
        return table.changes(from: before).map { (table, $0) }
      }
  }

  /// The book with more tables published.
  package func adding(_ more: some Sequence<RateTable>) -> RateBook { RateBook(all + Array(more)) }
}
