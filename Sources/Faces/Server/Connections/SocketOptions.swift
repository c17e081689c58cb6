import Foundation
import NIOCore

/// Options of the kernel for a connection: peers that are gone are noticed, and slow ones cost little.
enum SocketOptions {
  /// Seconds of silence after which the peer is asked whether it is there, between questions, and how many.
  private static let keepAlive: (idle: Int, interval: Int, count: Int) = (60, 15, 4)

  static func set(_ channel: any Channel) throws {
    guard let options = channel.syncOptions, channel.remoteAddress?.protocol != .unix else { return }
    try options.setOption(.socketOption(.so_keepalive), value: 1)
    try options.setOption(.socketOption(.so_sndbuf), value: ConnectionLimits.sendBuffer)
    #if os(Linux)
      for (name, value) in [
        (TCP_KEEPIDLE, keepAlive.idle), (TCP_KEEPINTVL, keepAlive.interval), (TCP_KEEPCNT, keepAlive.count),
      ] {
        try options.setOption(.tcpOption(.init(rawValue: name)), value: value)
      }
    #endif
  }
}
