import Postgres

extension PostgresError {
  /// Whether the same batch may be committed again at once: it was rolled back for certain, and the reason passes.
  ///
  /// A unique violation is one: another worker has inserted a cell between our look and our insert.
  var mayPassWithinCommit: Bool {
    (isRetriable && !isConnectionLost) || code == .uniqueViolation
  }
}
