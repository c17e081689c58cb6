import EmbeddedPostgres
import Foundation
import Postgres
import Store

/// One private PostgreSQL for all tests of a run, thrown away at its end.
package actor ScratchServer {
  package static let shared = ScratchServer()

  private var starting: Task<EmbeddedPostgres, any Error>?
  private var count = 0

  /// The server's address with another database.
  private func url(_ database: String) async throws -> String {
    try await server().url.replacing("@/ledgerline?", with: "@/\(database)?")
  }

  private func server() async throws -> EmbeddedPostgres {
    if let starting { return try await starting.value }
    let task = Task {
      let folder = "/tmp/ledgerline-tests-\(ProcessInfo.processInfo.processIdentifier)"
      removeAtExit(folder)
      let server = try await EmbeddedPostgres.start(
        folder: folder, settings: ["fsync": "off", "synchronous_commit": "off", "max_connections": "1000"])
      let admin = try Connection(url: server.url)
      try admin.run(script: "CREATE DATABASE template_current")
      let template = try Connection(url: server.url.replacing("@/ledgerline?", with: "@/template_current?"))
      _ = try Migrator(directory: Project.migrations).migrate(template)
      return server
    }
    starting = task
    return try await task.value
  }

  /// Runs a body with a database on a server of its own, where nothing happens but what it does.
  package static func alone(_ body: (_ url: String) async throws -> Void) async throws {
    let folder = "/tmp/ledgerline-alone-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    let server = try await EmbeddedPostgres.start(
      folder: folder, settings: ["fsync": "off", "synchronous_commit": "off", "autovacuum": "off"])
    let outcome: Result<Void, any Error>
    do {
      _ = try Migrator(directory: Project.migrations).migrate(Connection(url: server.url))
      outcome = .success(try await body(server.url))
    } catch {
      outcome = .failure(error)
    }
    await server.stop()
    try FileManager.default.removeItem(atPath: folder)
    try outcome.get()
  }

  /// A new database; empty, or with the current schema, which is distributed over several nodes where tests are given
  /// any.
  package func database(empty: Bool = false) async throws -> String {
    if !empty, let cluster = CitusCluster.given { return try await cluster.database() }
    let server = try await server()
    count += 1
    let name = "test_\(count)"
    let admin = try Connection(url: server.url)
    try admin.run(script: "CREATE DATABASE \(name)\(empty ? "" : " TEMPLATE template_current")")
    return try await url(name)
  }

  /// Throws a database away before the run ends, for tests that make thousands; whoever is connected is cut off.
  package func drop(_ url: String) async throws {
    guard CitusCluster.given == nil, let name = URLComponents(string: url)?.path.dropFirst() else { return }
    try await Connection(url: server().url).run(script: "DROP DATABASE \(name) WITH (FORCE)")
  }
}

/// Stops the server and removes its folder when the test process ends.
private func removeAtExit(_ folder: String) {
  ExitFolder.path = strdup(folder)
  atexit {
    let folder = String(cString: ExitFolder.path!)
    _ = try? Command.output(
      "/bin/sh",
      [
        "-c", "kill -INT $(head -n 1 '\(folder)/data/postmaster.pid') 2>/dev/null; sleep 0.3; rm -rf '\(folder)'",
      ])
  }
}

private enum ExitFolder {
  // Written once before atexit is registered, and read in the handler.
  nonisolated(unsafe) static var path: UnsafeMutablePointer<CChar>?
}
