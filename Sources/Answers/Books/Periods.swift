import Ledger
import Plays
import Schemas
import Store

/// Accounting periods, and which are closed.
package struct Periods: Question {
  package struct Answer: Codable, Sendable {
    package struct Item: Codable, Sendable {
      package let period: Period
      package let status: PeriodStore.Status
      package let closed_at: Time?
      package let closed_by, closed_by_name, reason: String?
      package let blockers: [String]
      package let transactions, pending_tracks: Int64
      package let reopenings: [Reopening]

      init(_ record: PeriodStore.Record, pendingTracks: Int64) {
        period = record.period
        status = record.status
        closed_at = record.closedAt.map { Time(shown: $0) }
        closed_by = record.closedBy?.id
        closed_by_name = record.closedBy?.name
        reason = record.reason
        blockers = record.blockers
        transactions = record.transactions
        pending_tracks = pendingTracks
        reopenings = record.reopenings.map(Reopening.init)
      }
    }

    /// A close that was undone.
    package struct Reopening: Codable, Sendable {
      package let closed_at: Time
      package let closed_by, closed_by_name: String?
      package let reopened_at: Time
      package let reopened_by, reopened_by_name, reason: String

      init(_ reopening: PeriodStore.Reopening) {
        closed_at = Time(shown: reopening.closedAt)
        closed_by = reopening.closedBy?.id
        closed_by_name = reopening.closedBy?.name
        reopened_at = Time(shown: reopening.reopenedAt)
        reopened_by = reopening.reopenedBy.id
        reopened_by_name = reopening.reopenedBy.name
        reason = reopening.reason
      }
    }

    package let periods: [Item]
  }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    try await asking.database { db in
      Answer(
        periods: try PeriodStore(db).all().map {
          Answer.Item($0, pendingTracks: try PendingStore(db).count($0.period))
        })
    }
  }
}
