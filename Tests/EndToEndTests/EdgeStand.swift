import Foundation
import TestSupport

/// A server alone, with limits that a test can reach.
struct EdgeStand {
  let server: Command
  let port: Int
  private let tool: CommandLineTool

  static let get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

  /// - Parameter descriptors: what the process may have open at most; unless told, as many as the test may.
  init(_ options: String..., descriptors: Int? = nil) async throws {
    Self.raiseDescriptors()
    tool = CommandLineTool(database: try await ScratchServer.shared.database())
    port = try freePort()
    let serve = ["serve", "--port", "\(port)", "--post-every", "0", "--no-schedules"] + options
    if let descriptors {
      let limited = "ulimit -n \(descriptors); exec \"$0\" \"$@\""
      server = try Command("/bin/bash", ["-c", limited, Project.binary] + serve, environment: tool.environment)
    } else {
      server = try Command(serve, environment: tool.environment)
    }
    guard try await server.line({ $0.contains("listening on") }) != nil else {
      throw CommandLineTool.Failed(description: "the server did not start: \(server.standardError)")
    }
  }

  func stop() { server.send(SIGTERM) }

  func token(_ arguments: String...) async throws -> String {
    let command = try Command(
      ["tokens", "create", "test", "--format", "json"] + Stand.narrowed(arguments), environment: tool.environment)
    try await command.wait()
    let made = try JSONSerialization.jsonObject(with: Data(command.standardOutput.utf8)) as? [String: Any]
    return made?["token"] as? String ?? ""
  }

  /// What the process has open.
  func descriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.id)/fd").count
  }

  /// Changes what the running process may have open.
  func limitDescriptors(_ count: Int) async throws {
    // As the server's own user, who may: root may not everywhere.
    let user =
      try FileManager.default.attributesOfItem(atPath: "/proc/\(server.id)")[.ownerAccountName] as? String ?? ""
    let prlimit = ["/usr/bin/prlimit", "--pid", "\(server.id)", "--nofile=\(count):"]
    let command =
      user == NSUserName()
      ? try Command(prlimit[0], Array(prlimit.dropFirst()))
      : try Command("/usr/sbin/runuser", ["-u", user, "--"] + prlimit)
    guard try await command.wait() == 0 else {
      throw CommandLineTool.Failed(description: "prlimit: \(command.standardError)")
    }
  }

  /// Whether somebody who does nothing wrong is answered.
  func answersHonest(from source: UInt8 = 9) throws -> Bool {
    let honest = try RawSocket(port: port, from: source)
    try honest.send(Self.get)
    return try honest.answer().status == 200
  }

  func connect(_ count: Int, from source: UInt8 = 2, sending text: String? = nil) throws -> [RawSocket] {
    try (0..<count).map { _ in
      let socket = try RawSocket(port: port, from: source)
      if let text { try socket.send(text) }
      return socket
    }
  }

  /// The tests' own side of thousands of connections.
  private static func raiseDescriptors() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 16_384))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
