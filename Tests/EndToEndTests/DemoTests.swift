import Foundation
import TestSupport
import Testing

@Suite("The demo", .serialized)
struct DemoTests {
  private func produced(_ text: String) -> (produced: Int, counted: Int)? {
    guard let match = text.firstMatch(of: #/produced (\d+) plays, counted (\d+)/#) else { return nil }
    return (Int(match.1)!, Int(match.2)!)
  }

  @Test("Started and stopped five times, the plays counted are the plays produced, every time and in sum")
  func exact() async throws {
    let folder = "/tmp/ledgerline-demo-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["LEDGERLINE_DATA": folder]
    var total = 0
    var history = 0
    for round in 0..<5 {
      let port = try freePort()
      let demo = try Command(["demo", "--port", "\(port)"], environment: environment)
      #expect(try await demo.line({ $0.contains("Ctrl-C stops") }, seconds: 600) != nil, "\(demo.standardError)")
      let link = try #require(try await demo.line({ $0.contains("finance") && $0.contains("#token=") }))
      let client = Client(port: port, token: String(link.split(separator: "=").last!))
      let status = try await client.get("/v1/status").body
      if round == 0 { history = 150_000 }
      let accepted = try #require(status["accepted_events"] as? Int)
      #expect(accepted >= history + total)
      #expect(
        try await eventually(within: 30) {
          try await client.get("/v1/status").body["accepted_events"] as? Int ?? 0 > accepted + 5_000
        })
      if round == 1 {
        // Another command joins the private server, and leaves it running.
        let other = try Command(["status", "--format", "json"], environment: environment)
        #expect(try await other.wait(seconds: 30) == 0, "\(other.standardError)")
      }
      demo.send(round == 4 ? SIGTERM : SIGINT)
      #expect(try await demo.wait() == 0, "\(demo.standardError)")
      let run = try #require(produced(demo.standardError), "\(demo.standardError)")
      #expect(run.produced == run.counted)
      #expect(run.produced > 5_000)
      total += run.produced
    }
    let tool = try Command(["status", "--format", "json"], environment: environment)
    #expect(try await tool.wait() == 0)
    let status = try JSONSerialization.jsonObject(with: Data(tool.standardOutput.utf8)) as! [String: Any]
    #expect(status["accepted_events"] as? Int == history + total)
    #expect(status["quarantined_events"] as? Int == 0)
    #expect(status["unmatched_plays"] as? Int == 0)
  }

  @Test("It does not mix its fictional plays into somebody's catalog")
  func foreignDatabase() async throws {
    let url = try await ScratchServer.shared.database()
    try Month.loadReference(url)
    let demo = try Command(["demo", "--port", "\(freePort())"], environment: ["LEDGERLINE_DATABASE_URL": url])
    #expect(try await demo.wait() == 1)
    #expect(demo.standardError.contains("a catalog of its own"))
  }

  @Test("A misspelt setting is named, and not taken for the default")
  func misspelt() async throws {
    let folder = "/tmp/ledgerline-settings-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "databse:\n  url: postgresql://nowhere\n".write(
      toFile: "\(folder)/ledgerline.yaml", atomically: true, encoding: .utf8)
    let status = try Command("/bin/sh", ["-c", "cd '\(folder)' && '\(Project.binary)' status"])
    #expect(try await status.wait() == 1)
    #expect(status.standardError.contains("databse.url") && status.standardError.contains("database.url"))
    try "database:\n  url: postgresql://x@127.0.0.1:1/none\n".write(
      toFile: "\(folder)/ledgerline.yaml", atomically: true, encoding: .utf8)
    let named = try Command("/bin/sh", ["-c", "cd '\(folder)' && '\(Project.binary)' status"])
    #expect(try await named.wait() == 1)
    #expect(named.standardError.contains("127.0.0.1"))
  }

  @Test("A port that is taken is one sentence")
  func portTaken() async throws {
    let listener = try Command(
      "/usr/bin/python3",
      [
        "-c",
        "import socket,time\ns=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(); print(s.getsockname()[1], flush=True); time.sleep(60)",
      ])
    defer { listener.send(SIGKILL) }
    let port = try #require(try await listener.line { Int($0) != nil })
    let demo = try Command(["demo", "--port", port], environment: ["LEDGERLINE_DATA": "/tmp/never-made"])
    #expect(try await demo.wait() == 1)
    #expect(demo.standardError.contains("port \(port) cannot be opened"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/never-made"))
  }
}
