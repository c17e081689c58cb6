import Earnings
import Plays
import Postgres
import Store

/// One asking: who asks, and whom to ask. Each face has its own: the server's pools and totals in memory, or a
/// command's one connection. The answers do not know which.
package protocol Asking: Sendable {
  var asker: Asker { get }
  /// This moment, in microseconds since 1970.
  var now: Int64 { get }
  /// This day, in UTC.
  var today: Day { get }
  var totals: any Totals { get }

  /// Runs short statements.
  ///
  /// - Throws: what the body throws.
  func database<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T

  /// Runs statements that may take long, or write much.
  ///
  /// - Throws: what the body throws.
  func atLength<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T

  /// Balance of a payee: computed now, or kept since nothing has changed.
  ///
  /// - Parameter party: finds the payee's name in the books.
  /// - Returns: `nil` where there is none.
  func balance(
    _ period: Period, of party: @escaping @Sendable (Connection) throws -> String?
  ) async throws -> ComputedBalance?

  /// True if it is known without a look into the database that there is a track which the query lets through.
  func knowsTracks(of query: EarningsQuery) -> Bool

  /// Shows how far something long has come, where somebody looks.
  var progress: OnProgress { get }
}

/// Tells how much of something is done: its name, parts that are done, and parts in all.
package typealias OnProgress = @Sendable (_ what: String, _ done: Int64, _ total: Int64) -> Void

extension Asking {
  package func balance(
    _ period: Period, of party: @escaping @Sendable (Connection) throws -> String?
  ) async throws -> ComputedBalance? {
    let today = today
    return try await atLength { db in
      try party(db).flatMap { try ComputedBalance(db, payee: $0, period, today: today) }
    }
  }

  package func knowsTracks(of query: EarningsQuery) -> Bool { false }

  /// Figures of accepted reports for a query about what the asker may see; `nil` where none was ever accepted.
  package func reported(_ query: EarningsQuery) async throws -> ReportedEarnings? {
    try await database { db in
      let store = ReportedEarningsStore(db)
      return try store.mark() == 0 ? nil : try store.rows(query)
    }
  }

  /// Looks into the part of the catalog that the asker may see.
  package func directory<T: Sendable>(_ body: @escaping @Sendable (DirectoryStore) throws -> T) async throws -> T {
    let visibility = asker.visibility
    return try await database { try body(DirectoryStore($0, visibility: visibility)) }
  }

  /// A query about the part of the catalog that the asker may see.
  package func visible(_ query: EarningsQuery) -> EarningsQuery {
    var query = query
    query.visibility = asker.visibility
    return query
  }
}
