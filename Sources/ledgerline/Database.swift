import EmbeddedPostgres
import Postgres
import Store

/// The database of a command: the one that was named, or a private server that stops with its last user.
struct Database: Sendable {
  let url: String
  private let embedded: EmbeddedPostgres?

  /// Opens it for a body and leaves it afterwards, whatever happens.
  ///
  /// A private database is brought up to date by itself. One that was named is the operator's: it is only checked.
  static func with<T: Sendable>(
    _ settings: Settings, migrating: Bool = false, _ body: @Sendable (Database) async throws -> T
  ) async throws -> T {
    let embedded =
      settings.databaseURL == nil
      ? try await EmbeddedPostgres.start(folder: settings.dataFolder) { Terminal.note($0) } : nil
    let database = Database(url: settings.databaseURL ?? embedded!.url, embedded: embedded)
    do {
      let migrator = try Migrator(directory: Installation.folder("migrations"))
      let connection = try database.connect()
      if embedded != nil || migrating {
        _ = try migrator.migrate(connection) { Terminal.note("migrated: \($0)") }
      } else {
        try migrator.requireCurrent(connection)
      }
      let value = try await body(database)
      await embedded?.stop()
      return value
    } catch {
      await embedded?.stop()
      throw error
    }
  }

  /// A connection for a command's own thread.
  func connect() throws -> Connection {
    try Connection(url: url)
  }
}
