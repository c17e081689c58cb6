import Foundation
import TestSupport

/// A connection whose every byte the test says, from an address of loopback that it chooses.
final class RawSocket: @unchecked Sendable {
  // One task uses it.
  private let descriptor: Int32
  /// What was received behind the last answer.
  private var received: [UInt8] = []

  /// - Parameter source: `127.0.0.` and this: all of them are ours.
  init(port: Int, from source: UInt8 = 1) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("socket") }
    var timeout = timeval(tv_sec: 15, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    try Self.call(0x7F00_0000 + UInt32(source), port: 0) { bind(descriptor, $0, $1) }
    try Self.call(0x7F00_0001, port: port) { connect(descriptor, $0, $1) }
  }

  deinit { close(descriptor) }

  private static func call(
    _ host: UInt32, port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = host.bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else { throw failure("connect") }
  }

  private static func failure(_ what: String) -> CommandLineTool.Failed {
    CommandLineTool.Failed(description: "\(what): \(String(cString: strerror(errno)))")
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Self.failure("send") }
      sent += count
    }
  }

  /// Says that nothing more comes.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Whether the other side has ended the connection; what it sent before is thrown away.
  var isClosed: Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count == 0 { return true }
      if count < 0 { return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR }
    }
  }

  /// Whether the other side has ended the connection, without taking what it sent.
  var isReset: Bool {
    var status = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&status, 1, 0) > 0 && status.revents & Int16(POLLERR | POLLHUP) != 0
  }

  /// One answer, or what came of it until the connection ended.
  func answer() throws -> (status: Int, headers: [String: String], body: String) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    func more() throws -> Bool {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count >= 0 else { throw Self.failure("recv") }
      received += buffer[0..<count]
      return count > 0
    }
    var end: Int?
    while end == nil {
      end = received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
      if end == nil, try !more() { return (0, [:], String(decoding: received, as: UTF8.self)) }
    }
    let lines = String(decoding: received[..<end!], as: UTF8.self).components(separatedBy: "\r\n")
    let headers = Dictionary(
      lines.dropFirst().compactMap { line -> (String, String)? in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
      }, uniquingKeysWith: { $1 })
    let length = Int(headers["content-length"] ?? "0") ?? 0
    while received.count < end! + length, try more() {}
    let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let body = String(decoding: received[end!...].prefix(length), as: UTF8.self)
    received.removeFirst(min(end! + length, received.count))
    return (status, headers, body)
  }
}
