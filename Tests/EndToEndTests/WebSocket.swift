import Foundation
import TestSupport

/// As much of a WebSocket (RFC 6455) as the browser's debugging protocol on loopback needs: text there and back.
actor WebSocket {
  private let descriptor: Int32
  private var next = 0

  init(port: Int, path: String) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard connected == 0 else { throw CommandLineTool.Failed(description: "no connection to the browser") }
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let request =
      "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Key: bGVkZ2VybGluZS10ZXN0cw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    try Self.write(descriptor, Array(request.utf8))
    var header: [UInt8] = []
    while !header.suffix(4).elementsEqual("\r\n\r\n".utf8) { header += try Self.read(descriptor, 1) }
    guard String(decoding: header, as: UTF8.self).contains(" 101 ") else {
      throw CommandLineTool.Failed(description: "the browser refused the connection")
    }
  }

  deinit { close(descriptor) }

  /// Calls a method and waits for its answer; events in between are passed over.
  func call(_ method: String, _ parameters: sending [String: Any]) throws -> sending [String: Any] {
    next += 1
    let message: [String: Any] = ["id": next, "method": method, "params": parameters]
    try send(JSONSerialization.data(withJSONObject: message))
    while true {
      let answer = try JSONSerialization.jsonObject(with: receive()) as? [String: Any]
      if let answer, answer["id"] as? Int == next { return answer }
    }
  }

  private func send(_ payload: Data) throws {
    var frame: [UInt8] = [0x81]
    switch payload.count {
    case ..<126: frame.append(0x80 | UInt8(payload.count))
    case ..<65_536: frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: frame += [0x80 | 127] + (0..<8).reversed().map { UInt8(payload.count >> ($0 * 8) & 255) }
    }
    // A mask of zeros is a mask.
    frame += [0, 0, 0, 0]
    try Self.write(descriptor, frame + payload)
  }

  private func receive() throws -> Data {
    var message = Data()
    while true {
      let head = try Self.read(descriptor, 2)
      var length = Int(head[1] & 0x7F)
      if length >= 126 {
        length = try Self.read(descriptor, length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
      }
      message += Data(try Self.read(descriptor, length))
      if head[0] & 0x80 != 0 { return message }
    }
  }

  private static func write(_ descriptor: Int32, _ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress!, $0.count) }
      guard count > 0 else { throw CommandLineTool.Failed(description: "the browser went away") }
      sent += count
    }
  }

  private static func read(_ descriptor: Int32, _ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      let part = bytes[received...].withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress!, $0.count) }
      guard part > 0 else { throw CommandLineTool.Failed(description: "the browser does not answer") }
      received += part
    }
    return bytes
  }
}
