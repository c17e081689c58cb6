import NIOCore
import NIOHTTP1
import Refusals

/// Problems of requests that reach no endpoint, and what they look like on the wire.
extension Problem {
  static func badRequest(_ detail: String) -> Problem {
    Problem("bad-request", "The request is not HTTP", 400, detail + " The connection is closed.")
  }

  static func notImplemented(_ detail: String) -> Problem {
    Problem("not-implemented", "The server does not do this", 501, detail + " The connection is closed.")
  }

  static func methodNotAllowed(_ method: String, _ path: String, allowed: [String]) -> Problem {
    var problem = Problem(
      "method-not-allowed", "The path has no such method", 405,
      "There is no \(method.clipped) \(path.clipped): it has \(allowed.joined(separator: ", ")).")
    problem.allowed = allowed
    return problem
  }

  static let targetTooLong = Problem(
    "target-too-long", "The path and the query are too long", 414,
    "They have at most \(ConnectionLimits.targetLength) bytes.")
  static let headersTooLarge = Problem(
    "headers-too-large", "The fields of the head are too large", 431,
    "A field has at most \(ConnectionLimits.fieldLength) bytes; there are at most \(ConnectionLimits.fields) of them, "
      + "of \(ConnectionLimits.headLength) bytes together.")
  static let requestTimeout = Problem(
    "request-timeout", "The request took too long", 408,
    "It did not come, or came too slowly. Nothing of it was done, and the connection is closed: send it again.")
  static let tooManyConnections = Problem(
    "too-many-connections", "There are too many connections", 503,
    "The server has as many connections as it takes, from you or from all: close some, or try again later.",
    retryAfter: 5)
  static let cutOff = Problem(
    "bad-body", "The body cannot be used", 400, "The body was cut off. Nothing of it was taken.")

  /// The answer where no endpoint makes one, after which the connection is closed.
  func bare() -> (head: HTTPResponseHead, body: ByteBuffer) {
    let body = (try? JSON.encode(self)) ?? ByteBuffer()
    var headers: HTTPHeaders = [
      "content-type": Self.contentType, "content-length": "\(body.readableBytes)", "cache-control": "no-store",
      "x-content-type-options": "nosniff", "connection": "close", "server": "ledgerline",
    ]
    if let retryAfter { headers.add(name: "retry-after", value: "\(retryAfter)") }
    return (HTTPResponseHead(version: .http1_1, status: .init(statusCode: code), headers: headers), body)
  }

  /// The same as bytes.
  func bareBytes() -> ByteBuffer {
    let (head, body) = bare()
    var bytes = ByteBuffer(string: "HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n")
    for (name, value) in head.headers { bytes.writeString("\(name): \(value)\r\n") }
    bytes.writeString("\r\n")
    bytes.writeImmutableBuffer(body)
    return bytes
  }
}
