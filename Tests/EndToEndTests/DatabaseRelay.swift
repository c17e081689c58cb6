import Foundation
import TestSupport
import Testing

/// Passes a program's session with the database on, and says when so much of a statement's data has passed: so that the
/// program can be stopped in the middle of it, however fast or slow the machine is.
final class DatabaseRelay: Sendable {
  private static let chunk = 1 << 14

  private let listener: Int32
  /// Where the program connects.
  let url: String

  /// - Parameters:
  ///   - url: the database, by the folder of its socket.
  ///   - statement: how the statement begins.
  ///   - bytes: how much has to pass after it.
  ///   - reached: run once, before anything more passes.
  init(
    to url: String, after statement: String, bytes: Int, _ reached: @escaping @Sendable () -> Void
  ) throws {
    let parts = try #require(URLComponents(string: url.replacing("@/", with: "@localhost/")))
    let folder = try #require(parts.queryItems?.first { $0.name == "host" }?.value)
    let port = parts.queryItems?.first { $0.name == "port" }?.value ?? "5432"
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    // What the program can send ahead of us is little.
    var size = Int32(Self.chunk)
    setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard isListening else { throw CommandLineTool.Failed(description: String(cString: strerror(errno))) }
    var own = parts
    own.host = "127.0.0.1"
    own.port = Int(in_port_t(bigEndian: address.sin_port))
    own.queryItems = [URLQueryItem(name: "sslmode", value: "disable")]
    self.url = try #require(own.string)
    let path = "\(folder)/.s.PGSQL.\(port)"
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        guard let server = Self.connect(path) else {
          close(client)
          continue
        }
        Thread.detachNewThread { Self.pass(server, client) }
        Thread.detachNewThread { Self.pass(client, server, after: Array(statement.utf8), bytes: bytes, reached) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  private static func connect(_ path: String) -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Passes on what one side says until it ends, or the other takes no more.
  private static func pass(
    _ from: Int32, _ to: Int32, after statement: [UInt8] = [], bytes: Int = 0, _ reached: (() -> Void)? = nil
  ) {
    var buffer = [UInt8](repeating: 0, count: chunk)
    var passed: Int?
    loop: while true {
      let count = recv(from, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      if let reached, let before = passed, before < bytes, before + count >= bytes { reached() }
      if passed == nil, reached != nil, !buffer[0..<count].ranges(of: statement).isEmpty { passed = 0 }
      if let before = passed { passed = before + count }
      var sent = 0
      while sent < count {
        let more = buffer[sent..<count].withUnsafeBytes { send(to, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL)) }
        guard more > 0 else { break loop }
        sent += more
      }
    }
    shutdown(from, Int32(SHUT_RDWR))
    shutdown(to, Int32(SHUT_RDWR))
  }
}
