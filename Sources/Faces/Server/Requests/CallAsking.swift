import Answers
import Earnings
import Foundation
import Live
import Plays
import Postgres
import Store

extension Call: Asking {
  var asker: Asker { Asker(visibility: grant.visibility, scopes: grant.scopes) }
  var now: Int64 { Int64(Date().timeIntervalSince1970) * 1_000_000 }
  var today: Day { .today }
  var totals: any Totals {
    MemoryTotals(
      book: services.book, longWork: services.longWork, connections: services.connections, turn: grant.turn)
  }
  /// Nobody looks over HTTP.
  var progress: OnProgress { { _, _, _ in } }

  func knowsTracks(of query: EarningsQuery) -> Bool { services.book.read { $0.knowsTracks(of: query) } }

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
