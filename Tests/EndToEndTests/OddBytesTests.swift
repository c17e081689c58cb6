import Foundation
import Seeded
import TestSupport
import Testing

@Suite("Odd bytes")
struct OddBytesTests {
  /// Bytes that mean something to some layer: of HTTP, of percent-encoding, of JSON, of PostgreSQL's text.
  private static let meaningful = [
    "%00", "%FF", "\0", "\r\n", " ", "%", "'", "\"", "\\u0000", "{", "[", ":", "&", "?", "/", ",",
  ]
  .map { Array($0.utf8) }

  @Test("Requests with some bytes changed are answered or closed, and never by our own fault")
  func changed() async throws {
    let stand = try await EdgeStand("--connections-per-address", "1000", "--header-timeout", "2", "--body-timeout", "2")
    defer { stand.stop() }
    let token = try await stand.token(
      "--rate-limit", "10000", "--scope", "earnings:read", "--scope", "tokens:write", "--scope", "ledger:read")
    let head = "HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
    let body = #"{"name":"x","scopes":["earnings:read"],"subjects":["artist:a"],"rate_limit":5}"#
    let samples = [
      "GET /v1/artists?q=abc&cursor=WyJhIiwiYiJd&limit=5 \(head)\r\n",
      "GET /v1/earnings?group_by=track&from=2026-10-01&to=2026-10-31&currency=EUR \(head)\r\n",
      "GET /v1/ledger/accounts/suspense/entries?cursor=1:EUR&limit=2 \(head)\r\n",
      "GET /v1/artists/art-001/balance?period=2026-10 \(head)\r\n",
      "POST /v1/tokens \(head)Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
      "POST /v1/tokens \(head)Idempotency-Key: k1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n0\r\n\r\n",
    ].map { Array($0.utf8) }
    var generator = Seeded.printed("odd bytes")
    var failures: [String] = []
    for _ in 0..<400 {
      var bytes = samples.randomElement(using: &generator)!
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.insert(contentsOf: Self.meaningful.randomElement(using: &generator)!, at: index)
        default: bytes.remove(at: index)
        }
      }
      let socket = try RawSocket(port: stand.port)
      // A server that has seen enough may close before the last byte is sent.
      guard (try? socket.send(bytes)) != nil else { continue }
      socket.finish()
      guard let answer = try? socket.answer() else { continue }
      if answer.status >= 500, answer.status != 501 {
        failures.append("\(answer.status) \(answer.body): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(3))")
    #expect(try stand.answersHonest() && stand.server.isRunning)
    #expect(!stand.server.standardError.contains("error"), "\(stand.server.standardError)")
  }
}
