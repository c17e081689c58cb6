import Foundation
import Postgres
import Store

/// Nodes of Citus on this machine that tests may use, stop and kill as they like.
///
/// `LEDGERLINE_TEST_CITUS_URL` has a superuser's addresses of the coordinator and of each node, separated by spaces.
/// Where it is set, `ScratchServer` gives databases of them too. See docs/scaling.md.
package struct CitusCluster: Sendable {
  package static let given: CitusCluster? = ProcessInfo.processInfo.environment["LEDGERLINE_TEST_CITUS_URL"]
    .map { CitusCluster(addresses: $0.split(separator: " ").map(String.init)) }

  private let addresses: [String]
  private static let names = DatabaseNames()

  /// Whom the databases are of: no superuser, as it should be.
  private static let owner = "ledgerline_test"

  /// A node's address, as a superuser; 0 is the coordinator.
  package func url(_ node: Int, _ database: String = "postgres") -> String {
    "\(addresses[node].prefix(upTo: addresses[node].lastIndex(of: "/")!))/\(database)"
  }

  package var nodes: Range<Int> { 1..<addresses.count }

  /// The address of a database, by which its owner knows it.
  private func owners(_ database: String) -> String {
    var components = URLComponents(string: url(0, database))!
    components.user = Self.owner
    return components.string!
  }

  /// The name of a database of ours.
  package func name(of url: String) -> String { String(url[url.index(after: url.lastIndex(of: "/")!)...]) }

  /// A new database on all nodes.
  ///
  /// - Parameter migrated: distributed, too; else it is empty.
  /// - Returns: its owner's address, on the coordinator.
  package func database(migrated: Bool = true) async throws -> String {
    let name = await Self.names.next()
    for old in await Self.names.tooMany() { try drop(old) }
    for node in addresses.indices {
      let db = try Connection(url: url(node))
      try db.run(
        script: """
          DO $$ BEGIN CREATE ROLE \(Self.owner) LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$
          """)
      try db.run(script: "CREATE DATABASE \(name) OWNER \(Self.owner)")
      try db.run(script: "ALTER DATABASE \(name) SET citus.shard_count = 4")
      try Connection(url: url(node, name)).run(script: "CREATE EXTENSION citus")
    }
    let db = try Connection(url: url(0, name))
    let places = addresses.map { URLComponents(string: $0)! }
    try db.query("SELECT citus_set_coordinator_host(\(places[0].host!), \(Int32(places[0].port!)))")
    for place in places[1...] { try db.query("SELECT citus_add_node(\(place.host!), \(Int32(place.port!)))") }
    guard migrated else { return owners(name) }
    let migrator = try Migrator(directory: Project.migrations)
    _ = try migrator.migrate(Connection(url: owners(name)))
    _ = try migrator.migrate(db, distributing: true)
    return owners(name)
  }

  private func drop(_ name: String) throws {
    for node in addresses.indices {
      try Connection(url: url(node)).run(script: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }
  }

  // MARK: What happens to nodes

  /// Ends a node at once, without any farewell.
  package func kill(_ node: Int) async throws {
    let db = try Connection(url: url(node))
    let folder = try db.query("SELECT current_setting('data_directory')")[0].text(0)
    await Self.names.note(node, folder)
    let pid = try String(contentsOfFile: "\(folder)/postmaster.pid", encoding: .utf8).split(separator: "\n")[0]
    // Its own processes are the server's user's.
    try Connection(url: url(0)).run(script: "COPY (SELECT 1) TO PROGRAM 'kill -QUIT \(pid)'")
    _ = try await eventually(within: 60) { !answers(node) }
  }

  private func answers(_ node: Int) -> Bool { (try? Connection(url: url(node))) != nil }

  /// Starts a node that was killed.
  package func start(_ node: Int) async throws {
    let db = try Connection(url: url(0))
    let folder = await Self.names.folder(node)
    let tools = try db.query("SELECT setting FROM pg_config() WHERE name = 'BINDIR'")[0].text(0)
    try db.run(
      script:
        "COPY (SELECT 1) TO PROGRAM '\(tools)/pg_ctl -D \(folder) -l \(folder)/../restarted.log -w start > /dev/null'")
    _ = try await eventually(within: 60) { answers(node) }
  }

  /// Sets or resets a setting of a node's server.
  package func set(_ setting: String, on node: Int = 0) throws {
    let db = try Connection(url: url(node))
    try db.run(script: "ALTER SYSTEM \(setting)")
    try db.query("SELECT pg_reload_conf()")
  }
}

private actor DatabaseNames {
  private var names: [String] = []
  private var count = 0
  private var folders: [Int: String] = [:]

  func next() -> String {
    count += 1
    names.append("ledgerline_test_\(ProcessInfo.processInfo.processIdentifier)_\(count)")
    return names.last!
  }

  /// Each takes a process of every server: the oldest are done with, since few tests run at a time.
  func tooMany() -> [String] {
    let old = Array(names.dropLast(24))
    names.removeFirst(old.count)
    return old
  }

  func note(_ node: Int, _ folder: String) { folders[node] = folder }
  func folder(_ node: Int) -> String { folders[node]! }
}
