/// The proxies that stand before the server by the operator's word. Of nobody else `X-Forwarded-For` is believed, since
/// whoever sends a request can write into it what they like.
package struct TrustedProxies: Sendable {
  /// Text that is not an address or a range of them.
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  private struct Range: Sendable {
    let start: NetworkAddress
    let bits: Int
  }

  private var ranges: [Range] = []
  /// Entries of a field that are looked at, from the nearest hop on.
  private static let hops = 16

  package init() {}

  /// - Parameter texts: addresses such as `10.0.0.7`, and ranges such as `10.0.0.0/8` or `2001:db8::/32`.
  /// - Throws: `Unreadable` for anything else.
  package init(_ texts: [String]) throws {
    ranges = try texts.map { text in
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let bits = parts.count == 2 ? Int(parts[1]) : nil
      guard let address = NetworkAddress(parts[0]), parts.count == 1 || bits != nil,
        (0...(address.isIPv4 ? 32 : 128)).contains(bits ?? 0)
      else {
        throw Unreadable(
          description: "\"\(text)\" is no address of a proxy: write one such as 10.0.0.7, or a range such as 10.0.0.0/8"
        )
      }
      // An IPv4 address is mapped, 96 bits further on.
      let counted = bits.map { address.isIPv4 ? $0 + 96 : $0 } ?? 128
      return Range(start: address.first(counted), bits: counted)
    }
  }

  func contains(_ address: NetworkAddress) -> Bool { ranges.contains { address.first($0.bits) == $0.start } }

  /// Sender of a request: the peer, or behind trusted proxies the nearest address that is none of them.
  ///
  /// - Parameter forwarded: the values of `X-Forwarded-For`, in their order.
  func client(peer: NetworkAddress?, forwarded: [String]) -> NetworkAddress? {
    guard !ranges.isEmpty, let peer, contains(peer) else { return peer }
    var client = peer
    for entry in forwarded.joined(separator: ",").split(separator: ",").suffix(Self.hops).reversed() {
      // What the nearest proxy could not have written ends the chain of those that we believe.
      guard let address = NetworkAddress(entry) else { break }
      client = address
      if !contains(address) { break }
    }
    return client
  }
}
