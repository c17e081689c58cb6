import Postgres

/// The one connection of an ingest worker, opened again after it was lost.
final class IngestDatabase {
  /// `nil` for a connection of somebody else, who opens another.
  private let url: String?
  private var current: Connection?

  init(url: String) {
    self.url = url
  }

  init(_ connection: Connection) {
    url = nil
    current = connection
  }

  /// - Throws: `PostgresError` where the database cannot be reached.
  func connection() throws(PostgresError) -> Connection {
    if let current, current.isUsable || url == nil { return current }
    // A worker whose machine is stopped in the middle of a commit must not keep its rows locked from its successor. Where
    // the database has no time limit for it, inside COPY and a pipeline, the successor ends it.
    let options = Connection.Options(
      applicationName: "ledgerline-ingest", idleInTransactionTimeout: 10_000, transactionTimeout: 1_800_000,
      holderSilence: 10_000)
    let opened = try Connection(url: url!, options: options)
    current = opened
    return opened
  }
}
