/// Limits of clients without a token: how many connections, and how long without getting on.
package struct ConnectionLimits: Sendable {
  /// Connections at one time, of all clients together.
  package var connections = 16_384
  /// Connections at one time from one address; of IPv6 from one network of 64 bits. Trusted proxies have no such limit.
  package var connectionsPerAddress = 256
  /// Time that a connection may wait for its first or next request.
  package var idleTimeout = Duration.seconds(60)
  /// Time that a request's head may take from its first byte to its last.
  package var headerTimeout = Duration.seconds(10)
  /// Time that a request's body may stand still, and how long it may take with no credit for what came.
  package var bodyTimeout = Duration.seconds(20)
  /// Time that the reader of an answer may take for `minimumRate` bytes for each second of it.
  package var writeTimeout = Duration.seconds(30)
  /// Bytes a second, on average, below which a body or the reading of an answer is given up.
  package var minimumRate = 1_024
  /// Addresses of proxies whose `X-Forwarded-For` is believed.
  package var trustedProxies = TrustedProxies()

  package init() {}

  /// Bytes of a request's target, and of the fields of its head: beyond them it is refused.
  static let targetLength = 8 << 10
  static let fieldLength = 16 << 10
  static let headLength = 32 << 10
  static let fields = 100
  /// Bytes that the kernel keeps for a reader: not as many as it would like, since there are many readers.
  static let sendBuffer = 256 << 10
  /// Part of its time limits that a connection is given, in thousandths: each has its own, so that thousands which
  /// began at one moment do not all end at one, and whoever is served meanwhile does not wait for it.
  package static let patience = 750...1_000

  /// Limits with so many thousandths of the time.
  package func times(_ thousandths: Int) -> ConnectionLimits {
    var limits = self
    limits.idleTimeout = idleTimeout * thousandths / 1_000
    limits.headerTimeout = headerTimeout * thousandths / 1_000
    limits.bodyTimeout = bodyTimeout * thousandths / 1_000
    return limits
  }

  /// Time that a client may take to see the end of a connection that is being closed.
  static let lingering = Duration.seconds(2)
}
