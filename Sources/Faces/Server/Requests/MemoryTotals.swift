import Answers
import Earnings
import Live
import Money
import Postgres
import Rates
import Store

/// Totals in the server's memory, or in the database where they are too many for it. What walks many of them does so on
/// threads of its own, and stops when the caller's task is cancelled.
struct MemoryTotals: Totals {
  let book: LiveBook
  let longWork: LongWork
  let connections: Connections
  /// The caller, for the turns that long work and questions to the database take.
  let turn: String

  func state() -> StatusStore.State { book.state }

  func rows(_ query: EarningsQuery) async throws -> Priced<[EarningsRow]> {
    let read = try await read(query) { $0.priced(try $0.rows(query, isWanted: $1)) }
    return read.with(try await rows(read.value, query, read.rates))
  }

  func leaders(
    _ query: EarningsQuery, limit: Int, in currency: Currency?
  ) async throws -> Priced<[EarningsRow]> {
    let read = try await read(query) {
      $0.priced(try $0.leaders(query, limit: limit, in: currency, isWanted: $1))
    }
    return read.with(try await rows(read.value, query, read.rates))
  }

  func hours(_ query: EarningsQuery, _ span: ClosedRange<Int64>) async throws -> Priced<[EarningsPoint]> {
    let read = book.read { $0.priced(()) }
    return read.with(
      try await stored {
        try EarningsStore($0).hours(query, from: span.lowerBound, to: span.upperBound, read.rates)
      })
  }

  func recent(
    _ query: EarningsQuery, _ span: ClosedRange<Int64>, bySecond: Bool
  ) async throws -> Priced<[EarningsPoint]> {
    try await read(query) { contents, _ in
      contents.priced(contents.evolution(query, from: span.lowerBound, to: span.upperBound, bySecond: bySecond))
    }
  }

  func intake() async throws -> Priced<(counts: StatusStore.Counts, all: Earnings)> {
    let query = EarningsQuery()
    let read = try await read(query) { $0.priced((counts: $0.state.counts, rows: try $0.rows(query, isWanted: $1))) }
    let rows = try await rows(read.value.rows, query, read.rates)
    return read.with((read.value.counts, rows.first?.earnings ?? Earnings()))
  }

  /// Reads what a query is about: here where that is short, else on a thread for what is long.
  private func read<Value: Sendable>(
    _ query: EarningsQuery, _ body: @escaping @Sendable (LiveBook.Contents, () -> Bool) throws -> Value
  ) async throws -> Value {
    let cost = book.read { $0.cost(of: query) }
    if cost <= longWork.longCost { return try book.read { try body($0) { true } } }
    return try await longWork.run(turn: turn, cost: cost) { [book] isWanted in
      try book.read { try body($0, isWanted) }
    }
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
  func priced<Value>(_ value: Value) -> Priced<Value> {
    Priced(value, rates: rates, fx: fx, freshness: Freshness(state))
  }
}
