import Ingest
import Ledger

/// Counts what was quarantined for want of a platform's rates, now that it has some.
package struct ReplayQuarantine: UseCase {
  package struct Answer: Codable, Sendable {
    /// Events that are counted now, and no more in quarantine.
    package let replayed_events: Int64
    /// Events of platforms that still have no rates.
    package let waiting_events: Int64
  }

  package static let act = Act.replayQuarantine
  package var subject: String { "unknown_platform" }

  package init() {}

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    let outcome = try await asking.atLength { db in
      try PlayReplay(db) { progress("events", $0, $1) }.run()
    }
    return Answer(replayed_events: outcome.replayed, waiting_events: outcome.waiting)
  }
}
