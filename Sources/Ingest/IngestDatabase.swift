import Postgres

/// The one connection of an ingest worker, opened again after it was lost.
final class IngestDatabase {
  private let url: String
  private var current: Connection?

  init(url: String) {
    self.url = url
  }

  /// - Throws: `PostgresError` where the database cannot be reached.
  func connection() throws(PostgresError) -> Connection {
    if let current, current.isUsable { return current }
    let opened = try Connection(url: url, options: Connection.Options(applicationName: "ledgerline-ingest"))
    current = opened
    return opened
  }
}
