import Foundation
import TestSupport
import Testing

/// Requests that are none, or that two readers would understand in two ways.
@Suite("The edge of HTTP", .serialized)
struct EdgeTests {
  private static func problem(_ body: String) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:]
  }

  @Test("What is not one clear request is refused with a problem, and the connection is closed")
  func parsing() async throws {
    let stand = try await EdgeStand()
    defer { stand.stop() }
    let (get, post, host) = ("GET /healthz HTTP/1.1\r\n", "POST /v1/tokens HTTP/1.1\r\n", "Host: x\r\n")
    let long = String(repeating: "a", count: 60_000)
    let cases: [(String, Int, String)] = [
      (get + "Host: a\r\nHost: b\r\n\r\n", 400, "bad-request"),
      (get + "Host: a, b\r\n\r\n", 400, "bad-request"),
      (get + "\r\n", 400, "bad-request"),
      (post + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501, "not-implemented"),
      (post + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "not-implemented"),
      (
        post + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"
      ),
      (post + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"),
      (post + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400, "bad-request"),
      (post + host + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400, "bad-request"),
      (post + host + "Content-Length: 2, 2\r\n\r\n{}", 400, "bad-request"),
      (post + host + "Content-Length: -1\r\n\r\n", 400, "bad-request"),
      ("POST /v1/tokens HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"),
      ("GET /healthz?" + long.prefix(9_000) + " HTTP/1.1\r\n" + host + "\r\n", 414, "target-too-long"),
      ("GET /healthz?" + long + " HTTP/1.1\r\n" + host + "\r\n", 414, "target-too-long"),
      (get + host + "X: " + long + "\r\n\r\n", 431, "headers-too-large"),
      (get + host + long + ": 1\r\n\r\n", 431, "headers-too-large"),
      (get + host + String(repeating: "a: 1\r\n", count: 101) + "\r\n", 431, "headers-too-large"),
      (get + host + "a: 1\0002\r\n\r\n", 400, "bad-request"),
      (get + host + "a: 1\r\n b\r\n\r\n", 400, "bad-request"),
      (get + host + "a : 1\r\n\r\n", 400, "bad-request"),
      ("GET /\0 HTTP/1.1\r\n" + host + "\r\n", 400, "bad-request"),
      ("GET /healthz HTTP/2.0\r\n" + host + "\r\n", 400, "bad-request"),
      ("GET /healthz\r\n\r\n", 400, "bad-request"),
      ("BREW /healthz HTTP/1.1\r\n" + host + "\r\n", 501, "not-implemented"),
      ("CONNECT x:443 HTTP/1.1\r\n" + host + "\r\n", 501, "not-implemented"),
      ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\r\n\r\n", 501, "not-implemented"),
    ]
    for (index, (text, status, kind)) in cases.enumerated() {
      let socket = try RawSocket(port: stand.port)
      try socket.send(text)
      let answer = try socket.answer()
      let name = "case \(index): \(text.prefix(100).debugDescription): \(answer)"
      #expect(answer.status == status && answer.headers["content-type"] == "application/problem+json", "\(name)")
      #expect(Self.problem(answer.body)["type"] as? String == "/docs#problem-\(kind)", "\(name)")
      #expect(try await eventually { socket.isClosed }, "\(name)")
    }
    // Whoever sends such things must not be able to fill the log.
    #expect(!stand.server.standardError.contains("warning") && !stand.server.standardError.contains("error"))
    #expect(try stand.answersHonest())
  }

  @Test("Requests before a bad one are answered first; behind an offer to change the protocol nothing is kept")
  func pipelined() async throws {
    let stand = try await EdgeStand("--header-timeout", "60")
    defer { stand.stop() }
    let socket = try RawSocket(port: stand.port)
    try socket.send(EdgeStand.get + EdgeStand.get + "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    #expect(try (0..<4).map { _ in try socket.answer().status } == [200, 200, 400, 0])
    let upgrade = try RawSocket(port: stand.port)
    try upgrade.send("GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    #expect(try upgrade.answer().status == 200)
    #expect(try await eventually(within: 5) { upgrade.isClosed })
  }

  @Test("A method that a path does not have is 405 with those it has; a path that does not exist is 404")
  func methods() async throws {
    let stand = try await EdgeStand()
    defer { stand.stop() }
    let client = Client(port: stand.port, token: try await stand.token())
    for (method, path, allowed) in [
      ("PUT", "/v1/status", "GET, HEAD"), ("DELETE", "/v1/artists/x", "GET, HEAD"), ("OPTIONS", "/", "GET, HEAD"),
      ("POST", "/healthz", "GET, HEAD"), ("PATCH", "/v1/tokens", "GET, HEAD, POST"), ("GET", "/v1/ledger/post", "POST"),
      ("POST", "/openapi.json", "GET, HEAD"), ("TRACE", "/v1/artists/x/earnings", "GET, HEAD"),
    ] {
      let answer = try await client.get(path, method: method)
      #expect(answer.status == 405, "\(method) \(path): \(answer.text)")
      #expect(answer.body["type"] as? String == "/docs#problem-method-not-allowed")
      #expect(
        Set(answer.headers["allow"]?.components(separatedBy: ", ") ?? []) == Set(allowed.components(separatedBy: ", ")))
    }
    for (method, path) in [("GET", "/v1/nothing"), ("PUT", "/v1/nothing"), ("DELETE", "/v1"), ("POST", "/nothing")] {
      let answer = try await client.get(path, method: method)
      #expect(answer.status == 404 && answer.body["type"] as? String == "/docs#problem-not-found", "\(answer.text)")
    }
  }

  @Test("Names and cursors that nobody gave are refused and not repeated at length")
  func parameters() async throws {
    let stand = try await EdgeStand()
    defer { stand.stop() }
    let client = Client(
      port: stand.port, token: try await stand.token("--scope", "earnings:read", "--scope", "ledger:read"))
    let name = String(repeating: "n", count: 7_000)
    let long = try await client.get("/v1/artists?\(name)=1")
    #expect(long.status == 400 && (long.body["parameter"] as? String ?? name).utf8.count <= 64 && long.text.count < 600)
    let nul = Data(#"["a\u0000","b"]"#.utf8).base64EncodedString()
    for cursor in [nul, "%00", "a", "1:%27", "1:EUR%00", String(repeating: "A", count: 4_000)] {
      for path in ["/v1/artists", "/v1/labels", "/v1/ledger/accounts/payable:x/entries"] {
        let answer = try await client.get("\(path)?cursor=\(cursor)")
        #expect([400, 404, 422].contains(answer.status), "\(path) \(cursor.prefix(20)): \(answer.text)")
      }
    }
  }
}
