import Foundation
import TestSupport
import Testing

/// Clients that take connections and give nothing, and beside them one that does nothing wrong.
@Suite("Connections", .serialized)
struct ConnectionTests {
  @Test("1,500 idle connections under a limit of 1,024 descriptors: the honest are answered, and all is as before")
  func idle() async throws {
    let stand = try await EdgeStand(
      "--idle-timeout", "3", "--connections-per-address", "200", descriptors: 1_024)
    defer { stand.stop() }
    #expect(try stand.answersHonest())
    let before = try stand.descriptors()
    var idle: [RawSocket] = []
    for source in UInt8(10)..<25 { idle += try stand.connect(100, from: source) }
    #expect(try stand.answersHonest(), "\(stand.server.standardError)")
    let held = try stand.descriptors()
    #expect(held < 1_024 - 256, "\(held) descriptors; some are kept for the database")
    #expect(try await eventually { idle.allSatisfy(\.isClosed) }, "idle connections are closed")
    #expect(try await eventually { try stand.descriptors() <= before }, "\(before)")
    #expect(try stand.answersHonest() && stand.server.isRunning)
  }

  @Test("One address has its limit, says so to whoever is too many, and is no concern of others")
  func perAddress() async throws {
    let stand = try await EdgeStand("--connections-per-address", "50")
    defer { stand.stop() }
    let first = try stand.connect(50)
    // The last of them is answered, so all of them were let in.
    try first[49].send(EdgeStand.get)
    #expect(try first[49].answer().status == 200)
    let refused = try RawSocket(port: stand.port, from: 2)
    let answer = try refused.answer()
    #expect(answer.status == 503 && answer.headers["retry-after"] == "5")
    #expect(Self.kind(answer.body) == "/docs#problem-too-many-connections")
    #expect(try await eventually { refused.isClosed })
    #expect(try stand.answersHonest())
    #expect(try await stand.server.line { $0.contains("127.0.0.2 has 50 connections") } != nil)
    try first[0].send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(try first[0].answer().status == 200)
    #expect(try await eventually { first[0].isClosed })
    #expect(try await eventually { try stand.answersHonest(from: 2) }, "a place that was given back")
  }

  @Test("Where all places are taken, whoever has most of them gives one up, and not whoever has few")
  func full() async throws {
    let stand = try await EdgeStand("--connections", "100", "--connections-per-address", "100")
    defer { stand.stop() }
    let honest = try RawSocket(port: stand.port, from: 9)
    try honest.send(EdgeStand.get)
    #expect(try honest.answer().status == 200)
    let many = try stand.connect(150, from: 2)
    #expect(try await eventually { many.count(where: \.isClosed) >= 51 })
    let few = try stand.connect(10, from: 3)
    for socket in few { try socket.send(EdgeStand.get) }
    for socket in few { #expect(try socket.answer().status == 200) }
    try honest.send(EdgeStand.get)
    #expect(try honest.answer().status == 200, "it was there first and has one")
    #expect(try await eventually { many.count(where: \.isClosed) >= 61 })
  }

  @Test("A trusted proxy has no limit of its own; others that claim to forward have theirs")
  func proxy() async throws {
    let stand = try await EdgeStand("--connections-per-address", "5", "--trusted-proxy", "127.0.0.4/31")
    defer { stand.stop() }
    let proxied = try stand.connect(20, from: 5, sending: EdgeStand.get)
    for socket in proxied { #expect(try socket.answer().status == 200) }
    let forged = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 127.0.0.77\r\n\r\n"
    let others = try stand.connect(6, from: 6, sending: forged)
    #expect(try others.map { try $0.answer().status }.sorted() == [200, 200, 200, 200, 200, 503])
  }

  @Test("Heads that are not finished are given up, also where a byte comes now and then")
  func halfSentHeads() async throws {
    let stand = try await EdgeStand("--header-timeout", "1")
    defer { stand.stop() }
    #expect(try stand.answersHonest())
    let before = try stand.descriptors()
    let half = try stand.connect(200, sending: "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    let slow = try RawSocket(port: stand.port, from: 3)
    try slow.send("GET ")
    #expect(try await eventually(every: 100) { slow.isClosed || (try? slow.send("/")) == nil })
    #expect(try stand.answersHonest())
    let answer = try half[0].answer()
    #expect(answer.status == 408 && Self.kind(answer.body) == "/docs#problem-request-timeout")
    #expect(try await eventually { half.allSatisfy(\.isClosed) })
    #expect(try await eventually { try stand.descriptors() <= before })
  }

  @Test("Bodies that stand still or drip are given up, and nothing of them is done")
  func halfSentBodies() async throws {
    let stand = try await EdgeStand("--body-timeout", "1", "--connections-per-address", "300")
    defer { stand.stop() }
    let token = try await stand.token("--scope", "tokens:write")
    // Connections to the database are opened once and kept.
    #expect(try await Client(port: stand.port, token: token).get("/v1/me").status == 200)
    let before = try stand.descriptors()
    let head =
      "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nContent-Length: 5000\r\n\r\n{\"name\":"
    let half = try stand.connect(100, sending: head)
    let drip = try RawSocket(port: stand.port, from: 3)
    try drip.send(head)
    #expect(try await eventually(every: 100) { drip.isClosed || (try? drip.send(" ")) == nil }, "1 KB/s is asked for")
    #expect(try stand.answersHonest())
    let answer = try half[0].answer()
    #expect(answer.status == 408 && Self.kind(answer.body) == "/docs#problem-request-timeout")
    #expect(try await eventually { half.allSatisfy(\.isClosed) })
    let cut = try RawSocket(port: stand.port, from: 3)
    try cut.send(head)
    cut.finish()
    #expect(try cut.answer().status == 400)
    // What the pool of connections may have opened meanwhile is not the clients'.
    #expect(try await eventually { try stand.descriptors() <= before + 6 }, "\(before)")
    #expect(!stand.server.standardError.contains("error"), "\(stand.server.standardError)")
  }

  @Test("Answers that nobody reads are given up, and memory is not filled by them")
  func slowReaders() async throws {
    let stand = try await EdgeStand("--write-timeout", "1")
    defer { stand.stop() }
    #expect(try stand.answersHonest())
    let before = try stand.descriptors()
    let script = "GET /assets/chart.js HTTP/1.1\r\nHost: x\r\n\r\n"
    let deaf = try stand.connect(30, sending: String(repeating: script, count: 100))
    #expect(try stand.answersHonest())
    #expect(try await eventually { deaf.allSatisfy(\.isReset) }, "each is owed 20 MB and takes none of it")
    #expect(try await eventually { try stand.descriptors() <= before })
    let patient = try RawSocket(port: stand.port, from: 3)
    try patient.send(script + script)
    #expect(try patient.answer().status == 200)
  }

  @Test("Where no descriptor is left, the server waits, says so, and accepts again")
  func noDescriptors() async throws {
    let stand = try await EdgeStand()
    defer { stand.stop() }
    #expect(try stand.answersHonest())
    try await stand.limitDescriptors(try stand.descriptors() + 10)
    let many = try stand.connect(40)
    #expect(try await stand.server.line { $0.contains("a connection cannot be accepted") } != nil)
    try await stand.limitDescriptors(4_096)
    #expect(try stand.answersHonest(), "\(stand.server.standardError)")
    withExtendedLifetime(many) {}
  }

  @Test("Limits that cannot be are refused in words, with what to do")
  func refusals() async throws {
    let tool = CommandLineTool(database: "postgresql://127.0.0.1:1/none")
    let many = try await tool.refusal("serve", "--port", "0", "--connections", "1000000")
    #expect(many.code == 1 && many.said.contains("1000000 connections need 2000256 descriptors"), "\(many.said)")
    let proxy = try await tool.refusal("serve", "--port", "0", "--trusted-proxy", "10.0.0.0/33")
    #expect(proxy.code == 1 && proxy.said.contains("\"10.0.0.0/33\" is no address of a proxy"), "\(proxy.said)")
    let idle = try await tool.refusal("serve", "--port", "0", "--idle-timeout", "0")
    #expect(idle.code == 1 && idle.said.contains("idle-timeout is a number from 1 to 86400"), "\(idle.said)")
    let setting = try Command(
      ["serve", "--port", "0"], environment: tool.environment.merging(["LEDGERLINE_HTTP_TIMEOUT_BODY": "soon"]) { $1 })
    #expect(try await setting.wait() == 1)
    #expect(setting.standardError.contains("body-timeout is a number"), "\(setting.standardError)")
  }

  private static func kind(_ body: String) -> String? {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])?["type"] as? String
  }
}
