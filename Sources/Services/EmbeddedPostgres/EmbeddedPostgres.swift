import Foundation
import Subprocess
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A PostgreSQL server of our own: in a folder of ours, on a socket of ours, with its data kept between runs.
///
/// Several commands may use it at once. Each holds a lock on the folder while it runs; the last to leave stops the
/// server. A command that was killed leaves it running, and the next one finds it.
package final class EmbeddedPostgres: Sendable {
  /// Why there is no server.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Address to connect to.
  package let url: String
  /// The user that runs the server, and may connect to it besides root, where root started it.
  package var owner: String? { tools.user }
  private let folder: String
  private let tools: ServerTools
  /// Held shared for as long as we use the server.
  private let use: Int32

  /// Starts the server, or joins it where it runs already. Makes the data folder the first time.
  ///
  /// - Parameters:
  ///   - folder: made where it does not exist. As root it is given to the unprivileged user that runs the server.
  ///   - owner: that user, where root makes the server; one that is there keeps its own. Debian's `postgres` unless told.
  ///   - settings: of the server, by PostgreSQL's names, where it is not running yet.
  ///   - patience: how long another command may take to start or stop it.
  ///   - progress: told before each step that takes a while.
  /// - Throws: `Failure` with what is missing and what to do.
  package static func start(
    folder: String, owner: String? = nil, settings: [String: String] = [:], patience: Duration = usualPatience,
    progress: (String) -> Void = { _ in }
  ) async throws -> EmbeddedPostgres {
    let tools = try ServerTools.find(owner: recordedOwner(folder) ?? owner ?? "postgres")
    let fileManager = FileManager.default
    do {
      try fileManager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(description: "the data folder \(folder) cannot be made: set LEDGERLINE_DATA to a folder of yours")
    }
    try tools.give(folder)
    let turn = try lockFile("\(folder)/turn")
    let use = try lockFile("\(folder)/in-use")
    // Who starts it as root and then is root no more leaves it as its owner.
    for file in ["turn", "in-use"] { try tools.give("\(folder)/\(file)") }
    defer { close(turn) }
    // One at a time starts or stops the server; any number use it.
    guard try await take(turn, patience) else {
      close(use)
      throw Failure(
        description:
          "another ledgerline has been starting or stopping the private PostgreSQL in \(folder) for too long: "
          + "it may be stopped. `fuser \(folder)/turn` names it; let it go on or end it, and try again")
    }
    let data = "\(folder)/data"
    let socket = try socketFolder(folder)
    try fileManager.createDirectory(atPath: socket, withIntermediateDirectories: true)
    try tools.requireOwn(socket)
    try tools.give(socket)
    if !fileManager.fileExists(atPath: "\(data)/PG_VERSION") {
      progress("making a private PostgreSQL in \(data)")
      // An earlier attempt that did not get to its end is no database.
      try? fileManager.removeItem(atPath: data)
      let fresh = "\(folder)/data.new"
      try? fileManager.removeItem(atPath: fresh)
      try await tools.run(
        "initdb", ["-D", fresh, "-U", "ledgerline", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync"])
      try fileManager.moveItem(atPath: fresh, toPath: data)
    }
    if try await !tools.succeeds("pg_ctl", ["-D", data, "status"]) {
      progress("starting PostgreSQL")
      // All of a page is logged when it is first touched after a checkpoint. To compress it the usual way takes a commit
      // of live plays twice as long again; lz4 hardly shows, and not every server was built with it.
      let hasLZ4 = try await tools.succeeds(
        "postgres", ["-D", data, "-c", "wal_compression=lz4", "-C", "wal_compression"])
      let given = settings.sorted { $0.key < $1.key }.map { " -c \($0.key)=\($0.value)" }.joined()
      let options =
        "-k \(socket) -c listen_addresses='' -c unix_socket_permissions=0700 -c max_connections=100"
        + " -c shared_buffers=256MB -c max_wal_size=4GB -c checkpoint_timeout=15min"
        + " -c wal_compression=\(hasLZ4 ? "lz4" : "on")" + given
      try await tools.run(
        "pg_ctl", ["-D", data, "-l", "\(folder)/postgres.log", "-w", "-t", "120", "-o", options, "start"],
        log: "\(folder)/postgres.log")
    }
    let encoded = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
    let server = EmbeddedPostgres(
      url: "postgresql://ledgerline@/ledgerline?host=\(encoded)", folder: folder, tools: tools, use: use)
    if try await !tools.succeeds("psql", ["-h", socket, "-U", "ledgerline", "-d", "ledgerline", "-c", "SELECT 1"]) {
      try await tools.run("createdb", ["-h", socket, "-U", "ledgerline", "ledgerline"])
    }
    flock(use, LOCK_SH)
    return server
  }

  private init(url: String, folder: String, tools: ServerTools, use: Int32) {
    self.url = url
    self.folder = folder
    self.tools = tools
    self.use = use
  }

  /// To whom the data belongs that is there.
  private static func recordedOwner(_ folder: String) -> String? {
    var status = stat()
    guard stat("\(folder)/data/PG_VERSION", &status) == 0, status.st_uid != 0 else { return nil }
    return getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) }
  }

  private static func lockFile(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(description: "\(path): \(String(cString: strerror(errno)))") }
    return descriptor
  }

  /// To make a database and to start the server takes seconds; more on a machine that is busy.
  package static let usualPatience = Duration.seconds(180)

  /// Waits for a lock without keeping a thread from others.
  ///
  /// - Returns: whether it was got in time.
  private static func take(_ lock: Int32, _ patience: Duration) async throws -> Bool {
    let deadline = ContinuousClock.now + patience
    while flock(lock, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < deadline else { return false }
      try await Task.sleep(for: .milliseconds(20))
    }
    return true
  }

  /// Leaves the server; the last to leave stops it. Where another command keeps everybody waiting, it is left running.
  package func stop() async {
    if let turn = try? Self.lockFile("\(folder)/turn") {
      // Also where this task was cancelled: whoever leaves must not be hurried.
      let isTaken = try? await Task.detached { try await Self.take(turn, Self.usualPatience) }.value
      if isTaken == true, flock(use, LOCK_EX | LOCK_NB) == 0 {
        try? await tools.run("pg_ctl", ["-D", "\(folder)/data", "-m", "fast", "-w", "stop"])
      }
      close(turn)
    }
    close(use)
  }

  /// A socket's path has at most 107 bytes, so a deep folder's socket stands in /tmp.
  private static func socketFolder(_ folder: String) throws -> String {
    let usual = "\(folder)/socket"
    if usual.utf8.count + "/.s.PGSQL.5432".utf8.count <= 100 { return usual }
    let hash = folder.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return "/tmp/ledgerline-\(String(hash, radix: 36))"
  }
}
