import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Postgres
import Schemas
import Store

/// A POST with an `Idempotency-Key` is done once: the same request again gets the answer that was given.
struct Idempotency {
  static let reused = Problem(
    "key-reused", "The key was used for another request", 422,
    "This Idempotency-Key was sent with another path or body: choose a new one.")
  static let underWay = Problem(
    "under-way", "The request is under way", 409, "The same request is being answered: try again in a second.",
    retryAfter: 1)
  static let secret = Problem(
    "answered-once", "The answer was given once", 409,
    "The request was done. Its answer had a secret in it and was not kept: make another where it is lost.")

  /// Schema of a key.
  static let key = Schema.text(Schema.Text(pattern: "^[!-~]{1,128}$", length: 1...128))

  private static let header = HTTPField.Name("Idempotency-Key")!
  private static let replayed = HTTPField.Name("Idempotent-Replayed")!
  private static let maximumBody = 1 << 20

  let pool: ConnectionPool
  let grant: Access.Grant
  let endpoint: Endpoint

  /// - Parameter body: answers the request, whose body it can read once.
  func answer(_ request: Request, _ body: (Request) async throws -> Response) async throws -> Response {
    guard endpoint.takesIdempotencyKey, let key = request.headers[Self.header] else {
      return try await body(request)
    }
    guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Problem.badParameter(
        "Idempotency-Key", "Idempotency-Key is 1 to 128 letters, digits and signs of ASCII, without spaces.")
    }
    let token = grant.id
    let content = try await request.body.collect(upTo: Self.maximumBody)
    let digest = digest(request, content)
    switch try await pool.withConnection(
      turn: grant.turn, { try IdempotencyStore($0).claim(token: token, key: key, request: digest) })
    {
    case .other: return Self.reused.response()
    case .underWay: return Self.underWay.response()
    case .answered(_, let answer) where answer.isEmpty: return Self.secret.response()
    case .answered(let status, let answer):
      let type = status < 300 ? "application/json" : Problem.contentType
      return Response(
        status: HTTPResponse.Status(code: status),
        headers: [.contentType: type, .cacheControl: "no-store", Self.replayed: "true"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
    case .new: break
    }
    let response: Response
    do {
      response = try await body(Request(head: request.head, body: RequestBody(buffer: content)))
    } catch {
      try? await pool.withConnection(turn: grant.turn) { try IdempotencyStore($0).release(token: token, key: key) }
      throw error
    }
    let (kept, bytes) = try await response.collected(upTo: Self.maximumBody)
    let (status, isSecret) = (response.status.code, endpoint.answerIsSecret)
    try await pool.withConnection(turn: grant.turn) {
      // What failed here may be tried again with the same key.
      if status >= 500 {
        try IdempotencyStore($0).release(token: token, key: key)
      } else {
        try IdempotencyStore($0).answer(
          token: token, key: key, status: status, answer: isSecret && status < 300 ? [] : bytes)
      }
    }
    return kept
  }

  private func digest(_ request: Request, _ content: ByteBuffer) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: Data("\(request.method) \(request.uri.string)\n".utf8))
    hash.update(data: Data(content.readableBytesView))
    return Array(hash.finalize())
  }
}

/// Collects what a body writes.
private struct Collector: ResponseBodyWriter {
  let buffer: Box

  final class Box: @unchecked Sendable {
    // One task writes, and reads when it has written.
    var bytes: [UInt8] = []
  }

  mutating func write(_ part: ByteBuffer) async throws { buffer.bytes.append(contentsOf: part.readableBytesView) }
  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension Response {
  /// The same answer with its bytes.
  fileprivate func collected(upTo limit: Int) async throws -> (Response, [UInt8]) {
    let box = Collector.Box()
    try await body.write(Collector(buffer: box))
    return (
      Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: box.bytes))),
      box.bytes
    )
  }
}
