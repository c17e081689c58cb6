import Foundation
import Ingest
import Postgres
import Simulation
import Store
import Synchronization
import TestSupport

/// A broker in a process of its own, a database, and an API: what the tests of the running system stand on.
struct Stand {
  let url: String
  let tool: CommandLineTool
  let brokers: String
  private let broker: Command

  /// What plays are looked up by.
  enum Reference {
    /// The worked month's.
    case month
    /// The sample catalog and the rate tables that come with the product: what the simulator plays.
    case sample
  }

  init(_ reference: Reference = .month, partitions: Int = 4) async throws {
    url = try await ScratchServer.shared.database()
    switch reference {
    case .month: try Month.loadReference(url)
    case .sample:
      let db = try Connection(url: url)
      _ = try CatalogStore(db).write(SampleCatalog.entries)
      _ = try ReferenceImport(db).rateTables(path: "\(Project.root)/RateTables")
    }
    broker = try Command(["broker", "--partitions", "\(partitions)"])
    guard let address = try await broker.line({ $0.hasPrefix("127.0.0.1:") }) else {
      throw CommandLineTool.Failed(description: "the broker did not start: \(broker.standardError)")
    }
    brokers = address
    tool = CommandLineTool(database: url, ["LEDGERLINE_KAFKA_BROKERS": address])
  }

  func stop() { broker.send(SIGKILL) }

  /// Events counted or quarantined.
  func taken() throws -> Int64 {
    let counts = try StatusStore(Connection(url: url)).counts()
    return counts.acceptedEvents + counts.quarantinedEvents
  }

  func plays() throws -> Int64 {
    try Connection(url: url).query(
      "SELECT (SELECT coalesce(sum(plays), 0) FROM plays_daily)::bigint + (SELECT coalesce(sum(plays), 0) FROM plays_unmatched)::bigint"
    )[0].int(0)
  }

  /// Serves the API on a free port.
  func serve(_ more: String...) async throws -> (command: Command, port: Int) {
    let port = try freePort()
    let command = try Command(
      ["serve", "--port", "\(port)", "--post-every", "0"] + more, environment: tool.environment)
    guard try await command.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(command.standardError)")
    }
    return (command, port)
  }

  func token(_ arguments: String...) async throws -> String {
    let command = try Command(
      ["tokens", "create", "test", "--rate-limit", "10000", "--format", "json"] + Stand.narrowed(arguments),
      environment: tool.environment)
    try await command.wait()
    let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
    return made?["token"] as? String ?? ""
  }

  /// The arguments of a token that is for everything, unless they say for whom it is.
  static func narrowed(_ arguments: [String]) -> [String] {
    arguments.contains("--subject") ? arguments : arguments + ["--all"]
  }

  /// Sends lines with another client.
  ///
  /// - Parameter partition: `nil` lets it choose.
  func kcat(_ lines: String, partition: Int? = nil) async throws {
    let chosen = partition.map { ["-p", "\($0)"] } ?? []
    let command = try Command("/usr/bin/kcat", ["-P", "-b", brokers, "-t", "plays"] + chosen)
    command.feed(lines)
    try await command.wait()
  }
}

/// A port that nobody has at this moment, and that no other test of this run is given.
///
/// Below those that the system gives to outgoing connections, which could take it before it is opened.
func freePort() throws -> Int {
  for _ in 0..<1_000 {
    let port = Ports.next()
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result == 0 { return port }
  }
  throw CommandLineTool.Failed(description: "no port from 10000 to 29999 is free")
}

/// Ports in turn, from a place of its own for each run of the tests.
private enum Ports {
  private static let count = Atomic(Int(ProcessInfo.processInfo.processIdentifier) * 97)

  static func next() -> Int { 10_000 + count.add(1, ordering: .relaxed).newValue % 20_000 }
}
