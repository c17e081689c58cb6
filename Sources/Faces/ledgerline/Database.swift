import EmbeddedPostgres
import Postgres
import Store

/// The database of a command: the one that was named, or a private server that stops with its last user.
struct Database: Sendable {
  let url: String
  private let embedded: EmbeddedPostgres?
  /// Deed of the command, for the books and the audit log.
  private var deed: Deed?

  private init(url: String, embedded: EmbeddedPostgres?) {
    self.url = url
    self.embedded = embedded
  }

  /// Opens it for a body and leaves it afterwards, whatever happens.
  ///
  /// A private database is brought up to date by itself. One that was named is the operator's: it is only checked.
  ///
  /// - Parameters:
  ///   - distributing: has Citus distribute the tables, where it migrates.
  ///   - undertaking: what the command is about to do, where it changes anything or something leaves by it. It
  ///     stands in the audit log, also where nothing was left to be done.
  static func with<T: Sendable>(
    _ settings: Settings, _ undertaking: Undertaking? = nil, migrating: Bool = false, distributing: Bool = false,
    _ body: @Sendable (Database) async throws -> T
  ) async throws -> T {
    try HeadKeys.load(settings)
    ProposalStore.required = settings.fourEyes
    let embedded =
      settings.databaseURL == nil
      ? try await EmbeddedPostgres.start(folder: settings.dataFolder, owner: settings.owner) { Terminal.note($0) } : nil
    var database = Database(url: settings.databaseURL ?? embedded!.url, embedded: embedded)
    do {
      let migrator = try Migrator(directory: Installation.folder("migrations"))
      let connection = try database.connect()
      if embedded != nil || migrating {
        _ = try migrator.migrate(connection, distributing: distributing) { Terminal.note("migrated: \($0)") }
      } else {
        try migrator.requireCurrent(connection)
      }
      database.deed = try undertaking?.deed(settings, connection)
      let value = try await body(database)
      try database.deed?.finish(connection)
      await embedded?.stop()
      return value
    } catch {
      await embedded?.stop()
      throw error
    }
  }

  /// Becomes an unprivileged user, where root runs the command: before it listens, or reads anything from outside.
  ///
  /// - Parameters:
  ///   - named: whom to become, by the flag or the settings.
  ///   - folders: that the service writes to: made where they are missing.
  func leaveRoot(_ named: String?, folders: [String] = []) throws {
    try ServiceUser.chosen(named, owner: embedded?.owner)?.become(writingTo: folders)
  }

  /// A connection for a command's own thread.
  func connect() throws -> Connection {
    let connection = try Connection(url: url)
    if let deed { connection.act(deed) }
    return connection
  }
}
