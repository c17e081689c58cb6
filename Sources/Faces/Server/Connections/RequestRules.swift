import NIOCore
import NIOHTTP1

/// Rules of a request's head, so that it means one thing only: a proxy that understands it in another way
/// would let through what it should not.
enum RequestRules {
  /// - Returns: `nil` for a head that can be answered.
  static func fault(_ head: HTTPRequestHead) -> Problem? {
    guard head.uri.utf8.count <= ConnectionLimits.targetLength else { return .targetTooLong }
    if head.method == .CONNECT { return .notImplemented("This is no proxy.") }
    let hosts = head.headers["host"]
    if hosts.count > 1 { return .badRequest("Host stands more than once.") }
    if hosts.isEmpty, head.version != .http1_0 { return .badRequest("Host is missing.") }
    if let host = hosts.first, !isHost(host) { return .badRequest("Host is not a name or an address with a port.") }
    return length(head)
  }

  /// Length of the body, which must not be said twice, nor in a way that we do not understand.
  private static func length(_ head: HTTPRequestHead) -> Problem? {
    let codings = head.headers["transfer-encoding"]
    let lengths = head.headers["content-length"]
    if lengths.count > 1 { return .badRequest("Content-Length stands more than once.") }
    guard !codings.isEmpty else { return nil }
    if !lengths.isEmpty { return .badRequest("Content-Length and Transfer-Encoding exclude each other.") }
    if head.version == .http1_0 { return .badRequest("HTTP/1.0 has no Transfer-Encoding.") }
    guard codings.count == 1, codings[0].lowercased() == "chunked" else {
      return .notImplemented("Transfer-Encoding is chunked or nothing.")
    }
    return nil
  }

  private static func isHost(_ text: String) -> Bool {
    text.utf8.count <= 260
      && text.utf8.allSatisfy {
        switch UInt8($0) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"), UInt8(ascii: "~"): true
        default: false
        }
      }
  }

  /// Problem that bytes are which are no head of a request.
  static func problem(_ error: any Error, hasRequestLine: Bool) -> Problem {
    switch error as? HTTPParserError {
    case .headerOverflow: hasRequestLine ? .headersTooLarge : .targetTooLong
    case .invalidMethod: .notImplemented("There is no such method.")
    case .invalidVersion: .badRequest("Its first line does not end with HTTP/1.1 or HTTP/1.0, CR and LF.")
    case .unexpectedContentLength: .badRequest("Content-Length stands twice, or beside Transfer-Encoding.")
    case .invalidContentLength: .badRequest("Content-Length is not a number.")
    case .invalidHeaderToken: .badRequest("A field of the head has a character that it cannot have.")
    case .invalidURL: .badRequest("The path has a character that must be percent-encoded.")
    case .invalidEOFState: .badRequest("The request ends in the middle.")
    default: .badRequest("This is not HTTP/1.1.")
    }
  }
}
