import Earnings
import Schemas
import Store

/// Counts of what was taken in, and of what waits, over everything ever taken in.
package struct Status: Question {
  package struct Counts: Codable, Sendable {
    package let accepted_events, quarantined_events, repeated_events, unmatched_plays, unrated_plays: Int64
    package let quarantined_by_reason: [String: Int64]
  }

  package typealias Answer = Fresh<Counts>

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    let read = try await asking.totals.intake()
    let counts = read.value.counts
    return Fresh(
      Counts(
        accepted_events: counts.acceptedEvents, quarantined_events: counts.quarantinedEvents,
        repeated_events: counts.repeatedEvents,
        unmatched_plays: counts.unmatchedPlays, unrated_plays: read.value.all.unratedPlays,
        quarantined_by_reason: counts.quarantinedByReason), read.freshness)
  }
}
