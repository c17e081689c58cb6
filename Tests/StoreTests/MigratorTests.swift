import Foundation
import Postgres
import Store
import TestSupport
import Testing

@Suite("The migrator")
struct MigratorTests {
  private func folder(_ scripts: [String: String]) throws -> String {
    let folder = "/tmp/ledgerline-migrations-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, script) in scripts { try script.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
    return folder
  }

  @Test("Applies what is missing once, and again nothing")
  func once() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    let migrator = try Migrator(directory: Project.migrations)
    let applied = try migrator.migrate(db)
    #expect(!applied.isEmpty && applied == applied.sorted())
    #expect(try migrator.migrate(db).isEmpty)
    #expect(throws: Never.self) { try migrator.requireCurrent(db) }
  }

  @Test("A migration that fails leaves nothing of itself")
  func failing() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    let migrator = try Migrator(
      directory: folder(["0001_a.sql": "CREATE TABLE a (n int);", "0002_b.sql": "CREATE TABLE b (n int); SELECT 1/0;"]))
    #expect(throws: PostgresError.self) { try migrator.migrate(db) }
    #expect(try db.query("SELECT to_regclass('a') IS NOT NULL, to_regclass('b') IS NULL")[0].bool(1))
    #expect(throws: Migrator.Refusal.self) { try migrator.requireCurrent(db) }
  }

  @Test("A database of a newer version, an edited migration and a gap are refused in words")
  func refusals() async throws {
    let db = try Connection(url: await ScratchServer.shared.database(empty: true))
    _ = try Migrator(directory: folder(["0001_a.sql": "SELECT 1;", "0002_b.sql": "SELECT 2;"])).migrate(db)
    let newer = #expect(throws: Migrator.Refusal.self) {
      _ = try Migrator(directory: folder(["0001_a.sql": "SELECT 1;"])).migrate(db)
    }
    #expect(newer?.description.contains("version 2") == true)
    let edited = #expect(throws: Migrator.Refusal.self) {
      _ = try Migrator(directory: folder(["0001_a.sql": "SELECT 3;", "0002_b.sql": "SELECT 2;"])).migrate(db)
    }
    #expect(edited?.description.contains("0001_a.sql") == true)
    #expect(throws: Migrator.Refusal.self) { _ = try Migrator(directory: folder(["0002_b.sql": "SELECT 2;"])) }
  }
}
