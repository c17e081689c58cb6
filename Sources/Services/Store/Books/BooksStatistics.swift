import Postgres

/// Statistics of the books, which the planner goes by. A posting or a close may add most of a table at once, or the first rows of a
/// month; until somebody looks, plans go by what was there before, and read all of a month for each payee.
package struct BooksStatistics {
  /// Fewer rows are too few to matter.
  private static let few: Int64 = 100

  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Looks at the tables of which the open transaction has added more than a tenth.
  ///
  /// - Parameters:
  ///   - lines: rows of `ledger_lines` that were added.
  ///   - transactions: of the books.
  package func refresh(lines: Int64, transactions: Int) throws {
    let hasLines = try isNews(lines, in: "ledger_lines")
    if hasLines {
      try db.run(script: "ANALYZE ledger_line_parties")
      // Of lines only what is looked for: shares are arrays, whose statistics cost more than all others. Lines on several
      // nodes are left to each node: what has been read over several connections takes no ANALYZE until the commit.
      if try !Nodes(db).areSeveral {
        try db.run(script: "ANALYZE ledger_lines (transaction_id, period, track_id, market_id, contract_id, artist_id)")
      }
    }
    if try hasLines || isNews(Int64(transactions), in: "ledger_transactions") {
      try db.run(script: "ANALYZE ledger_transactions, ledger_entries, ledger_royalties, settlements")
    }
  }

  private func isNews(_ rows: Int64, in table: String) throws -> Bool {
    guard rows >= Self.few else { return false }
    return try rows * 10 > RowEstimate(db: db).rows(of: table)
  }
}
