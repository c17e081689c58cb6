import Earnings
import Money
import Postgres
import Rates
import Refusals
import Store

/// Totals of plays, and what they are priced by: in a server's memory, or in the database.
package protocol Totals: Sendable {
  /// Counts, freshness and generation of this moment.
  func state() async throws -> StatusStore.State

  /// Rows of a query by key; without `groupBy` one row with an empty key, if there are any plays.
  func rows(_ query: EarningsQuery) async throws -> Priced<[EarningsRow]>

  /// Rows of a query among which the first of a ranking are; of the others some may be there.
  ///
  /// - Parameter currency: that of a ranking by gross in it; `nil` for one by plays.
  func leaders(_ query: EarningsQuery, limit: Int, in currency: Currency?) async throws -> Priced<[EarningsRow]>

  /// Plays by the hour, of what was taken in within two days of being played.
  ///
  /// - Parameter span: seconds since 1970, both included.
  func hours(_ query: EarningsQuery, _ span: ClosedRange<Int64>) async throws -> Priced<[EarningsPoint]>

  /// Plays of the last minutes by second, or of the last hour by minute.
  ///
  /// - Throws: `Refused` where nothing keeps them.
  func recent(
    _ query: EarningsQuery, _ span: ClosedRange<Int64>, bySecond: Bool
  ) async throws -> Priced<[EarningsPoint]>

  /// Counts of what was taken in, and the earnings of all of it.
  func intake() async throws -> Priced<(counts: StatusStore.Counts, all: Earnings)>
}

extension Totals {
  package func leaders(
    _ query: EarningsQuery, limit: Int, in currency: Currency?
  ) async throws -> Priced<[EarningsRow]> {
    try await rows(query)
  }
}

/// Something that the totals say, with what it is priced by and how fresh it is: all of one moment.
package struct Priced<Value: Sendable>: Sendable {
  package let value: Value
  package let rates: RateBook
  package let fx: FXBook
  package let freshness: Freshness
  /// Figures of platforms' reports beside it; `nil` where none were ever accepted, or nobody asked.
  package var reported: ReportedEarnings?

  package init(_ value: Value, rates: RateBook, fx: FXBook, freshness: Freshness) {
    self.value = value
    self.rates = rates
    self.fx = fx
    self.freshness = freshness
  }

  /// Another value of the same moment.
  package func with<Other>(_ other: Other) -> Priced<Other> {
    var priced = Priced<Other>(other, rates: rates, fx: fx, freshness: freshness)
    priced.reported = reported
    return priced
  }

  /// The same with what reports say.
  package func beside(_ reported: ReportedEarnings?) -> Priced {
    var priced = self
    priced.reported = reported
    return priced
  }
}

/// Totals as the database has them: each answer is of one snapshot.
package struct StoredTotals: Totals {
  // One command asks, one statement after another.
  private nonisolated(unsafe) let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package func state() throws -> StatusStore.State { try db.snapshot { try StatusStore(db).state() } }

  package func rows(_ query: EarningsQuery) throws -> Priced<[EarningsRow]> {
    try priced { try EarningsStore(db).rows(query, $0) }
  }

  package func hours(_ query: EarningsQuery, _ span: ClosedRange<Int64>) throws -> Priced<[EarningsPoint]> {
    try priced { try EarningsStore(db).hours(query, from: span.lowerBound, to: span.upperBound, $0) }
  }

  package func recent(
    _ query: EarningsQuery, _ span: ClosedRange<Int64>, bySecond: Bool
  ) throws -> Priced<[EarningsPoint]> {
    throw Refused.unusable(
      "granularity",
      "Seconds and minutes are kept in the memory of a server only: ask for hour or day, or ask a server at /v1/evolution."
    )
  }

  package func intake() throws -> Priced<(counts: StatusStore.Counts, all: Earnings)> {
    try priced { rates in
      let all = try EarningsStore(db).rows(EarningsQuery(), rates).first?.earnings
      return (try StatusStore(db).counts(), all ?? Earnings())
    }
  }

  private func priced<Value>(_ read: (RateBook) throws -> Value) throws -> Priced<Value> {
    try db.snapshot {
      let rates = try RateStore(db).book()
      let freshness = Freshness(generation: try LiveStore(db).generation(), try StatusStore(db).freshness())
      return Priced(try read(rates), rates: rates, fx: try FXStore(db).book(), freshness: freshness)
    }
  }
}
