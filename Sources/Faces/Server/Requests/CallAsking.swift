import Answers
import Earnings
import Live
import Plays
import Posting
import Rates
import Store

extension Call: Asking {
  var asker: Asker { Asker(visibility: grant.visibility, scopes: grant.scopes) }
  var today: Day { .today }
  var totals: any Totals { MemoryTotals(services: services, turn: grant.turn) }
  /// Nobody looks over HTTP.
  var progress: OnProgress { { _, _, _ in } }
}

/// Totals in the server's memory, or in the database where they are too many for it.
struct MemoryTotals: Totals {
  let services: Services
  /// The caller, for the turns that questions to the database take.
  let turn: String

  func state() -> StatusStore.State { services.book.state }
  func rates() -> RateBook { services.book.rates }
  func fx() -> FXBook { services.book.fx }

  func rows(_ query: EarningsQuery) async throws -> [EarningsRow] {
    try await EarningsEndpoints.rows(query, services, turn: turn)
  }
}
