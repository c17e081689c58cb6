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

  /// Of a session that is none of ledgerline's: none of them ends it, and a database is distributed while it is there.
  package static let unwatched = Connection.Options(applicationName: "tests")

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
    let room = try Connection(url: url(0)).query("SELECT current_setting('max_worker_processes')::int")[0].int32(0)
    let old = await Self.names.tooMany(beyond: Int(room) - 32)
    // One at a time, whichever process asks: databases of a server share their roles, which Citus alters on every node
    // as it distributes tables, and two that alter one at once fail.
    // The one whose turn it is may say nothing for long, while it makes the first.
    let turn = try Connection(url: url(0), options: Self.unwatched)
    try turn.query("SELECT pg_advisory_lock(hashtext('databases of ledgerline tests'))")
    try drop(old + ofTheGone(turn))
    if migrated {
      let template = try template(turn)
      for node in addresses.indices { try create(name, on: node, "TEMPLATE \(template)") }
    } else {
      try make(name)
    }
    return owners(name)
  }

  private func create(_ name: String, on node: Int, _ options: String = "") throws {
    let db = try Connection(url: url(node))
    try db.run(script: "CREATE DATABASE \(name) OWNER \(Self.owner) \(options)")
    try db.run(script: "ALTER DATABASE \(name) SET citus.shard_count = 4")
  }

  /// An empty database whose coordinator knows its nodes.
  private func make(_ name: String) throws {
    for node in addresses.indices {
      try Connection(url: url(node)).run(
        script: """
          DO $$ BEGIN CREATE ROLE \(Self.owner) LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$
          """)
      try create(name, on: node)
      try Connection(url: url(node, name)).run(script: "CREATE EXTENSION citus")
    }
    let db = try Connection(url: url(0, name))
    let places = addresses.map { URLComponents(string: $0)! }
    try db.query("SELECT citus_set_coordinator_host(\(places[0].host!), \(Int32(places[0].port!)))")
    for place in places[1...] { try db.query("SELECT citus_add_node(\(place.host!), \(Int32(place.port!)))") }
  }

  /// The distributed database that those of this process are copies of, node by node; made by the first who asks.
  private func template(_ turn: Connection) throws -> String {
    let name = "ledgerline_template_\(ProcessInfo.processInfo.processIdentifier)"
    let made = try turn.query("SELECT FROM pg_database WHERE datname = \(name)::text AND NOT datallowconn")
    guard made.isEmpty else { return name }
    try drop([name])
    try make(name)
    let migrator = try Migrator(directory: Project.migrations)
    _ = try migrator.migrate(Connection(url: owners(name), options: Self.unwatched))
    _ = try migrator.migrate(Connection(url: url(0, name)), distributing: true)
    // Nobody may be in a database that is copied, and a process of Citus is in each.
    for node in addresses.indices.reversed() {
      let db = try Connection(url: url(node))
      try db.run(script: "ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
      try db.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(name)::text")
    }
    return name
  }

  /// Databases of processes that have ended.
  private func ofTheGone(_ turn: Connection) throws -> [String] {
    try turn.query("SELECT datname::text FROM pg_database WHERE datname ~ '^ledgerline_(test|template)_[0-9]'").map {
      $0.text(0)
    }.filter { name in
      !FileManager.default.fileExists(atPath: "/proc/\(name.split(separator: "_")[2])")
    }
  }

  /// A superuser's connection to the database of another's.
  ///
  /// - Returns: `nil` where that is of one node.
  func superuser(of db: Connection) throws -> Connection? {
    guard try Nodes(db).areSeveral else { return nil }
    return try Connection(url: url(0, db.query("SELECT current_database()::text")[0].text(0)))
  }

  private func drop(_ names: [String]) throws {
    guard !names.isEmpty else { return }
    let servers = try addresses.indices.map { try Connection(url: url($0)) }
    // What a test that failed has left in doubt is given up where it is.
    for node in addresses.indices {
      let left = try servers[node].query(
        "SELECT database::text, gid FROM pg_prepared_xacts WHERE database = ANY(\(.texts(names)))")
      for row in left {
        try Connection(url: url(node, row.text(0))).run(script: "ROLLBACK PREPARED '\(row.text(1))'")
      }
    }
    // All before the first: a process of Citus that sleeps in one has each DROP of another wait for ten seconds.
    for server in servers {
      try server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(\(.texts(names)))")
    }
    for server in servers {
      for name in names { try server.run(script: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
    }
  }

  // MARK: What happens to nodes

  /// Ends a node at once, without any farewell.
  package func kill(_ node: Int) async throws {
    let db = try Connection(url: url(node))
    let folder = try db.query("SELECT current_setting('data_directory')")[0].text(0)
    await Self.names.note(node, folder)
    let pid = try String(contentsOfFile: "\(folder)/postmaster.pid", encoding: .utf8).split(separator: "\n")[0]
    try run("kill -QUIT \(pid)")
    _ = try await eventually(within: 60) { !answers(node) }
  }

  private func answers(_ node: Int) -> Bool { (try? Connection(url: url(node))) != nil }

  /// Starts a node that was killed.
  package func start(_ node: Int) async throws {
    let folder = await Self.names.folder(node)
    let tools = try Connection(url: url(0)).query("SELECT setting FROM pg_config() WHERE name = 'BINDIR'")[0].text(0)
    try run("\(tools)/pg_ctl -D \(folder) -l \(folder)/../restarted.log -w start > /dev/null")
    _ = try await eventually(within: 60) { answers(node) }
  }

  /// Runs a command as the servers' user, whose their processes are. It takes what it is given: a pipe that is closed
  /// before is a fault.
  private func run(_ command: String) throws {
    try Connection(url: url(0)).run(script: "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; \(command)'")
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

  /// Each takes a process of every server: where there are no more, the oldest are done with.
  func tooMany(beyond room: Int) -> [String] {
    let old = Array(names.dropLast(max(8, room)))
    names.removeFirst(old.count)
    return old
  }

  func note(_ node: Int, _ folder: String) { folders[node] = folder }
  func folder(_ node: Int) -> String { folders[node]! }
}
