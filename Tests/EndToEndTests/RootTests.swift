import Foundation
import TestSupport
import Testing

/// Services that root starts, as CI does. Another user has no root to give up.
@Suite("Root", .serialized, .enabled(if: geteuid() == 0, "only root can become another user"))
struct RootTests {
  /// What the kernel says of each thread of a process.
  private func threads(_ process: Int32) throws -> [[String: [String]]] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").compactMap { thread in
      // One may have ended meanwhile.
      guard let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/status", encoding: .utf8) else {
        return nil
      }
      return Dictionary(
        text.split(separator: "\n").map { line in
          let parts = line.split(separator: ":", maxSplits: 1)
          return (
            String(parts[0]), parts.count > 1 ? parts[1].split(whereSeparator: \.isWhitespace).map(String.init) : []
          )
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  private func identity(_ user: String) throws -> (user: String, group: String) {
    let entry = try #require(getpwnam(user))
    return ("\(entry.pointee.pw_uid)", "\(entry.pointee.pw_gid)")
  }

  /// Nothing of root is left, in any thread.
  private func expectGivenUp(_ command: Command, for user: String) throws {
    let expected = try identity(user)
    let threads = try threads(command.id)
    #expect(threads.count > 1)
    // The first thread too, which glibc leaves out: an asynchronous main has it asleep in the middle of its end.
    for thread in threads {
      #expect(thread["Uid"] == Array(repeating: expected.user, count: 4))
      #expect(thread["Gid"] == Array(repeating: expected.group, count: 4))
      #expect(thread["Groups"]?.allSatisfy { $0 != "0" } == true)
      #expect(thread["CapEff"] == ["0000000000000000"] && thread["CapPrm"] == ["0000000000000000"])
    }
    #expect(command.standardError.contains("running as \(user): root is given up"))
    // It can look at itself still: the metrics count its descriptors.
    #expect(getpwnam(user).map { owner("/proc/\(command.id)/fd") == $0.pointee.pw_uid } == true)
  }

  private func owner(_ path: String) -> uid_t? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.ownerAccountID] as? NSNumber)?.uint32Value
  }

  private let stranger = getpwnam("ledgerline") == nil ? "nobody" : "ledgerline"

  @Test("serve and ingest are the database's user before they say that they run, and work as it")
  func named() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let (server, port) = try await stand.serve()
    defer { server.send(SIGKILL) }
    try expectGivenUp(server, for: "postgres")
    #expect(try await Client(port: port, token: stand.token("--scope", "status:read")).get("/v1/status").status == 200)
    #expect(try await Client(port: port).get("/").text.contains("<html"), "the dashboard was read before")
    let ingest = try stand.tool.start("ingest")
    defer { ingest.send(SIGKILL) }
    try await stand.kcat(
      #"{"isrc":"QZLL22600001","played_at":"2026-10-05T10:00:00Z","platform":"spotify","country":"US","plays":1}"#
        + "\n")
    #expect(try await eventually(within: 60) { try stand.taken() == 1 })
    try expectGivenUp(ingest, for: "postgres")
  }

  @Test("Groups that root has beside its own are given up too, whichever they are")
  func groups() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    // Where the tests run root may have none: here it has two.
    let server = try Command(
      "/usr/bin/setpriv",
      ["--groups", "0,4", Project.binary, "serve", "--port", "\(try freePort())", "--post-every", "0"],
      environment: stand.tool.environment)
    defer { server.send(SIGKILL) }
    #expect(try await server.line { $0.contains("listening on") } != nil, "\(server.standardError)")
    try expectGivenUp(server, for: "postgres")
    for thread in try threads(server.id) { #expect(Set(thread["Groups"] ?? []).isDisjoint(with: ["0", "4"])) }
  }

  @Test("With a private database it is that database's user, who can stop it at the end")
  func privately() async throws {
    let folder = "/tmp/ledgerline-root-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let ingest = try Command(["ingest"], environment: ["LEDGERLINE_DATA": folder, "LEDGERLINE_USER": ""])
    #expect(try await ingest.line({ $0.contains("an embedded broker listens") }, seconds: 120) != nil)
    try expectGivenUp(ingest, for: "postgres")
    let other = try Command(
      ["ingest", "--user", stranger], environment: ["LEDGERLINE_DATA": folder, "LEDGERLINE_USER": ""])
    #expect(try await other.wait() == 1)
    #expect(other.standardError.contains("belongs to postgres"), "\(other.standardError)")
    ingest.send(SIGTERM)
    #expect(try await ingest.wait() == 0, "\(ingest.standardError)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/data/postmaster.pid"), "the server was stopped")
    // Who comes as root again finds everything as it needs it.
    let status = try Command(["status"], environment: ["LEDGERLINE_DATA": folder, "LEDGERLINE_USER": ""])
    #expect(try await status.wait() == 0, "\(status.standardError)")
  }

  @Test("Unless told, it is ledgerline, or nobody where there is no such user")
  func unless() async throws {
    let broker = try Command(["broker"], environment: ["LEDGERLINE_USER": ""])
    defer { broker.send(SIGKILL) }
    #expect(try await broker.line { $0.hasPrefix("127.0.0.1:") } != nil, "\(broker.standardError)")
    try expectGivenUp(broker, for: stranger)
  }

  @Test("A user that there is not is named; root stays only where it is told to, and says so")
  func refusals() async throws {
    let unknown = try Command(["broker", "--user", "nobody-of-that-name"])
    #expect(try await unknown.wait() == 1)
    #expect(unknown.standardError.contains("no user nobody-of-that-name") && unknown.standardOutput.isEmpty)
    let root = try Command(["broker", "--user", "root"])
    defer { root.send(SIGKILL) }
    #expect(try await root.line { $0.hasPrefix("127.0.0.1:") } != nil)
    #expect(root.standardError.contains("warning: it stays root"))
    let threads = try threads(root.id)
    #expect(threads.allSatisfy { $0["Uid"]?.first == "0" })
  }

  @Test("A folder for deliveries is made for the user; one that it may not write to is refused before it listens")
  func deliveries() async throws {
    let stand = try await Stand()
    defer { stand.stop() }
    let folder = "/tmp/ledgerline-root-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    let refused = try await stand.tool.refusal("serve", "--port", "\(freePort())", "--deliver-to", folder)
    #expect(refused.code == 1 && refused.said.contains("chown -R postgres \(folder)"), "\(refused.said)")
    #expect(!refused.said.contains("listening"))
    let port = try freePort()
    let server = try stand.tool.start("serve", "--port", "\(port)", "--deliver-to", "\(folder)/new/north")
    defer { server.send(SIGKILL) }
    #expect(try await server.line { $0.contains("listening on") } != nil, "\(server.standardError)")
    for made in ["new", "new/north"] {
      #expect(try owner("\(folder)/\(made)") == #require(getpwnam("postgres")).pointee.pw_uid)
    }
  }
}

@Suite("The private server's socket")
struct SocketFolderTests {
  @Test("A link that somebody put in its place in /tmp is not followed, and what it leads to stays as it is")
  func link() async throws {
    let folder = try TemporaryFolder()
    let victim = try TemporaryFolder()
    // Too long for a socket's path, so that it stands in /tmp, under a name that anybody can work out.
    let deep = "\(folder.path)/" + String(repeating: "d", count: 90)
    let hash = deep.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let place = "/tmp/ledgerline-\(String(hash, radix: 36))"
    #expect(symlink(victim.path, place) == 0)
    defer { unlink(place) }
    chmod(victim.path, 0o711)
    let status = try Command(["status"], environment: ["LEDGERLINE_DATA": deep])
    #expect(try await status.wait() == 1)
    #expect(status.standardError.contains("\(place) is there, and no folder of ours"), "\(status.standardError)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: victim.path).isEmpty)
  }
}
