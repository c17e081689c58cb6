import Postgres
import Store

/// Outcome of a commit that did not succeed, by what can be done about it.
package enum CommitFailure: Hashable, Sendable {
  /// Refused, for another has claimed the source: nothing was written, and nothing of ours can be before a new claim.
  case fenced
  /// Refused, for the catalog has changed since the batch was looked up in it: nothing was written.
  case catalogChanged
  /// Rolled back for certain, by something that passes: the same may be committed again at once.
  case rolledBack
  /// Cut off, or ended by what no retry mends: only a new claim tells if it was written.
  case unknown

  init(_ error: any Error) {
    switch error {
    case IngestStore.Refusal.fenced: self = .fenced
    case IngestStore.Refusal.catalogChanged: self = .catalogChanged
    case let error as PostgresError where error.isRetriable && !error.isConnectionLost: self = .rolledBack
    // Another worker has inserted a cell between our look and our insert.
    case let error as PostgresError where error.code == .uniqueViolation: self = .rolledBack
    default: self = .unknown
    }
  }
}
