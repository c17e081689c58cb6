import Ledger
import Plays
import Posting
import Store

/// Opens the latest closed period again, by another person than who closed it.
package struct ReopenPeriod: UseCase {
  package struct Answer: Codable, Sendable {
    package let period: Period
    package let status: PeriodStore.Status
    /// Settlements that were reversed.
    package let reversed: Int
  }

  package static let act = Act.reopen
  package var subject: String { "\(period)" }

  let period: Period
  let reason: String

  package init(_ period: Period, reason: String) {
    self.period = period
    self.reason = reason
  }

  package func words(_ today: Day) -> [String: Any] { ["reason": reason] }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let reversed = try await asking.database { try PeriodReopening($0).reopen(period, reason: reason) }
    return Answer(period: period, status: .open, reversed: reversed)
  }
}
