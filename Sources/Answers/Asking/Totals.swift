import Earnings
import Postgres
import Rates
import Store

/// Totals of plays, and what they are priced by: in a server's memory, or in the database.
package protocol Totals: Sendable {
  /// Counts, freshness and generation that the rows belong to.
  func state() async throws -> StatusStore.State
  func rates() async throws -> RateBook
  func fx() async throws -> FXBook
  /// Rows of a query by key; without `groupBy` one row with an empty key, if there are any plays.
  func rows(_ query: EarningsQuery) async throws -> [EarningsRow]
}

/// Totals as the database has them at this moment.
package struct StoredTotals: Totals {
  // One command asks, one statement after another.
  private nonisolated(unsafe) let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package func state() throws -> StatusStore.State { try StatusStore(db).state() }
  package func rates() throws -> RateBook { try RateStore(db).book() }
  package func fx() throws -> FXBook { try FXStore(db).book() }
  package func rows(_ query: EarningsQuery) throws -> [EarningsRow] { try EarningsStore(db).rows(query, rates()) }
}
