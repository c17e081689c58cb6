import Logging
import NIOCore

/// Keeps the server open when a connection cannot be accepted, for want of descriptors or memory. NIO waits a second
/// then and tries again; here it is logged, and what would end the server goes no further.
final class AcceptErrors: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let logger: Logger
  private let passesOn: Bool
  private var warnedAt: NIODeadline?
  private static let warningInterval = TimeAmount.minutes(1)

  private init(_ logger: Logger, passesOn: Bool) {
    self.logger = logger
    self.passesOn = passesOn
  }

  /// Watches a listening socket, before what waits and behind what accepts.
  static func watch(_ server: any Channel, logger: Logger) async {
    try? await server.eventLoop.submit {
      let pipeline = server.pipeline.syncOperations
      let accepting = try pipeline.context(name: "AcceptHandler").handler
      try pipeline.addHandler(AcceptErrors(logger, passesOn: false), position: .after(accepting))
      try pipeline.addHandler(AcceptErrors(logger, passesOn: true), position: .first)
    }.get()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if passesOn { context.fireErrorCaught(error) }
    let now = NIODeadline.now()
    if let last = warnedAt, now - last < Self.warningInterval { return }
    warnedAt = now
    logger.warning("a connection cannot be accepted: \(error)")
  }
}
