import Answers
import Earnings
import Foundation
import Live
import Plays
import Postgres
import Rates
import Store

extension Call: Asking {
  var asker: Asker { Asker(visibility: grant.visibility, scopes: grant.scopes) }
  var now: Int64 { Int64(Date().timeIntervalSince1970) * 1_000_000 }
  var today: Day { .today }
  var totals: any Totals {
    MemoryTotals(book: services.book, connections: services.connections, turn: grant.turn)
  }
  /// Nobody looks over HTTP.
  var progress: OnProgress { { _, _, _ in } }

  func balance(
    _ period: Period, of party: @escaping @Sendable (Connection) throws -> String?
  ) async throws -> ComputedBalance? {
    // What is kept is nobody else's: a name in the books is one party's alone.
    let (mark, payee) = try await on(.question) { (try SnapshotMark($0), try party($0)) }
    guard let payee else { return nil }
    return try await services.balances.answer(.init(payee: payee, period: period, today: today), at: mark) { body in
      try await atLength(body)
    }
  }
}

/// Totals in the server's memory, or in the database where they are too many for it.
struct MemoryTotals: Totals {
  let book: LiveBook
  let connections: Connections
  /// The caller, for the turns that questions to the database take.
  let turn: String

  func state() -> StatusStore.State { book.state }

  func rows(_ query: EarningsQuery) async throws -> Priced<[EarningsRow]> {
    let read = book.read { $0.priced($0.rows(query)) }
    return read.with(try await rows(read.value, query, read.rates))
  }

  func hours(_ query: EarningsQuery, _ span: ClosedRange<Int64>) async throws -> Priced<[EarningsPoint]> {
    let read = book.read { $0.priced(()) }
    return read.with(
      try await stored {
        try EarningsStore($0).hours(query, from: span.lowerBound, to: span.upperBound, read.rates)
      })
  }

  func recent(_ query: EarningsQuery, _ span: ClosedRange<Int64>, bySecond: Bool) -> Priced<[EarningsPoint]> {
    book.read { contents in
      contents.priced(
        contents.evolution(query, from: span.lowerBound, to: span.upperBound, bySecond: bySecond))
    }
  }

  func intake() async throws -> Priced<(counts: StatusStore.Counts, all: Earnings)> {
    let query = EarningsQuery()
    let read = book.read { $0.priced((counts: $0.state.counts, rows: $0.rows(query))) }
    let rows = try await rows(read.value.rows, query, read.rates)
    return read.with((read.value.counts, rows.first?.earnings ?? Earnings()))
  }

  /// Rows from memory; from the database, at the same rates, where they are not there.
  private func rows(_ kept: [EarningsRow]?, _ query: EarningsQuery, _ rates: RateBook) async throws -> [EarningsRow] {
    if let kept { return kept }
    return try await stored { try EarningsStore($0).rows(query, rates) }
  }

  private func stored<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
    try await connections[.figure].withConnection(turn: turn, body)
  }
}

extension LiveBook.Contents {
  /// A value that was read from these, with what it is priced by.
  fileprivate func priced<Value>(_ value: Value) -> Priced<Value> {
    Priced(value, rates: rates, fx: fx, freshness: Freshness(state))
  }
}
