import Foundation
import NIOCore

/// An address of IPv4 or IPv6, the former in its mapped form, so that one machine has one spelling.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  private static let mapped: UInt64 = 0xFFFF << 32

  /// - Returns: `nil` for a socket of the file system.
  init?(_ socket: SocketAddress?) {
    switch socket {
    case .v4(let address):
      (high, low) = (0, Self.mapped | UInt64(UInt32(bigEndian: address.address.sin_addr.s_addr)))
    case .v6(let address):
      var bytes = address.address.sin6_addr
      (high, low) = withUnsafeBytes(of: &bytes) {
        (
          UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
          UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
      }
    case .unixDomainSocket, nil: return nil
    }
  }

  /// Reads `192.0.2.1`, `2001:db8::1`, and either with a port, as proxies write them.
  init?(_ text: some StringProtocol) {
    var text = text.trimmingPrefix(while: { $0 == " " || $0 == "\t" })
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    guard (2...64).contains(text.utf8.count) else { return nil }
    if text.first == "[", let end = text.firstIndex(of: "]") {
      text = text[text.index(after: text.startIndex)..<end]
    } else if text.contains("."), let colon = text.lastIndex(of: ":"), !text[..<colon].contains(":") {
      text = text[..<colon]
    }
    self.init(try? SocketAddress(ipAddress: String(text), port: 0))
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// The network that one client is likely to have to itself: the address in IPv4, 64 bits of it in IPv6.
  var network: NetworkAddress { isIPv4 ? self : first(64) }

  /// The same with zeros after the first bits, counted in the mapped form.
  func first(_ bits: Int) -> NetworkAddress {
    NetworkAddress(
      high: bits >= 64 ? high : high & ~(UInt64.max >> UInt64(max(bits, 0))),
      low: bits >= 128 ? low : bits <= 64 ? 0 : low & ~(UInt64.max >> UInt64(bits - 64)))
  }

  var description: String {
    if isIPv4 { return (0..<4).map { String(low >> (24 - 8 * UInt64($0)) & 255) }.joined(separator: ".") }
    let bytes = (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> (56 - 8 * UInt64($0 % 8))) }
    return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0))?.ipAddress ?? "::"
  }
}
