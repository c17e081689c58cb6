import Money
import Plays
import Posting
import Rates
import Store

/// Rates that new tables would change, row by row. Nothing is published.
package struct RateChanges: Question {
  package struct Answer: Codable, Sendable {
    package let changes: [RateChange]
  }

  let tables: [RateStore.Publication]

  package init(_ tables: [RateStore.Publication]) {
    self.tables = tables
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    Answer(
      changes: try await asking.database { db in
        try RateChange.all(RateStore(db).unpublished(tables), to: RateStore(db).book())
      })
  }
}

/// A rate that a new table would change.
package struct RateChange: Codable, Sendable {
  package let table, country, tier: String
  package let before: String?
  package let before_currency: Currency?
  package let after: String?
  package let after_currency: Currency?

  static func all(_ tables: [RateTable], to book: RateBook) -> [RateChange] {
    book.changes(by: tables).map { table, change in
      RateChange(
        table: table.path, country: change.scope.country?.description ?? "*", tier: change.scope.tier ?? "*",
        before: change.before.map { "\($0.rate)" }, before_currency: change.before?.currency,
        after: change.after.map { "\($0.rate)" },
        after_currency: change.after?.currency)
    }
  }
}

/// Sums that new tables would change, per platform, country and payee over every month that they touch, beside the rates
/// themselves. Nothing is published.
package struct RateTrial: Question {
  package struct Answer: Codable, Sendable {
    package struct Row: Codable, Sendable {
      package let by: RateDryRun.Row.Dimension
      package let key: String
      package let currency: Currency
      package let before, after, difference: Amount
    }

    /// Those that are not published yet.
    package let tables: [String]
    package let changes: [RateChange]
    package let rows: [Row]
  }

  let tables: [RateStore.Publication]

  package init(_ tables: [RateStore.Publication]) {
    self.tables = tables
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    return try await asking.database { db in
      let new = try RateStore(db).unpublished(tables)
      let rows = try RateDryRun(db) { progress("\($0)", Int64($1), Int64($2)) }.rows(new)
      return Answer(
        tables: new.map(\.path), changes: RateChange.all(new, to: try RateStore(db).book()),
        rows: rows.map {
          Answer.Row(
            by: $0.by, key: $0.key, currency: $0.currency, before: $0.before, after: $0.after,
            difference: $0.difference)
        })
    }
  }
}
