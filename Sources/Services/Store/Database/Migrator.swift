import Crypto
import Foundation
import Postgres

/// Brings a database to the schema of this build: `migrations/NNNN_<what>.sql`, forward only.
package struct Migrator: Sendable {
  /// Why a database cannot be used as it is.
  package enum Refusal: Error, CustomStringConvertible {
    case newer(database: Int, ours: Int)
    case edited(String)
    case misnamed(String)
    case behind(database: Int, ours: Int)

    package var description: String {
      switch self {
      case .newer(let database, let ours):
        "the database has schema version \(database), and this ledgerline knows \(ours) at most: "
          + "run the newer ledgerline, or name another database in LEDGERLINE_DATABASE_URL"
      case .edited(let name):
        "migration \(name) was changed after it was applied: restore the file; a change is a new migration"
      case .misnamed(let name): "\(name) is not named NNNN_<what>.sql with numbers from 0001 on, without gaps"
      case .behind(let database, let ours):
        "the database has schema version \(database), and this ledgerline needs \(ours): run `ledgerline migrate`"
      }
    }
  }

  private struct Migration: Sendable {
    let version: Int
    let name: String
    let script: String
    var digest: [UInt8] { Array(SHA256.hash(data: Data(script.utf8))) }
  }

  private let migrations: [Migration]

  /// - Parameter directory: where the migrations stand.
  package init(directory: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".sql") }.sorted()
    migrations = try names.enumerated().map { index, name in
      guard Int(name.prefix(4)) == index + 1, name.dropFirst(4).first == "_" else { throw Refusal.misnamed(name) }
      let script = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
      return Migration(version: index + 1, name: name, script: script)
    }
  }

  /// Applies what is missing, each migration in a transaction of its own. A database that is distributed stays so: tables
  /// that are new are distributed too.
  ///
  /// - Parameter distributing: has Citus distribute the tables.
  /// - Returns: the names of those that were applied.
  /// - Throws: `Refusal` for a database of a newer version; `Distributor.Refusal`; `PostgresError`.
  package func migrate(
    _ db: Connection, distributing: Bool = false, progress: (String) -> Void = { _ in }
  ) throws -> [String] {
    // Two servers that start at once must not both migrate.
    try db.query("SELECT pg_advisory_lock(hashtext('ledgerline migrations'))")
    defer { _ = try? db.query("SELECT pg_advisory_unlock(hashtext('ledgerline migrations'))") }
    try db.run(
      script: """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          version int PRIMARY KEY, name text NOT NULL, digest bytea NOT NULL,
          applied_at timestamptz NOT NULL DEFAULT now())
        """)
    let applied = try check(db)
    var names: [String] = []
    for migration in migrations where migration.version > applied {
      try db.transaction {
        for statement in ScriptStatements.all(migration.script) { try db.run(script: statement) }
        try db.query(
          """
          INSERT INTO schema_migrations (version, name, digest)
          VALUES (\(Int32(migration.version)), \(migration.name), \(.bytes(migration.digest)))
          """)
      }
      progress(migration.name)
      names.append(migration.name)
    }
    let distributor = Distributor(db)
    if try distributing || distributor.isDone {
      for table in try distributor.run() { progress("\(table) is distributed") }
    }
    return names
  }

  /// Refuses a database that is not exactly of this build's version.
  package func requireCurrent(_ db: Connection) throws {
    let exists = try db.query("SELECT to_regclass('schema_migrations') IS NOT NULL")[0].bool(0)
    let version = exists ? try check(db) : 0
    guard version == migrations.count else { throw Refusal.behind(database: version, ours: migrations.count) }
  }

  /// The database's version, once its history is ours.
  private func check(_ db: Connection) throws -> Int {
    let rows = try db.query("SELECT version, name, digest FROM schema_migrations ORDER BY version")
    let newest = Int(rows.last?.int(0) ?? 0)
    guard newest <= migrations.count else { throw Refusal.newer(database: newest, ours: migrations.count) }
    for row in rows where migrations[Int(row.int(0)) - 1].digest != row.bytes(2) { throw Refusal.edited(row.text(1)) }
    return newest
  }
}
