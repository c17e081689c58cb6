import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection with HTTP/1.1 on it, watched by `WireWatch` and `RequestGuard`, if `ConnectionGate` lets it in.
struct GuardedChannel: ServerChildChannel, HTTPChannelHandler {
  enum Value: ServerChildChannelValue {
    case admitted(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case refused(any Channel)

    var channel: any Channel {
      switch self {
      case .admitted(let channel): channel.channel
      case .refused(let channel): channel
      }
    }
  }

  let limits: ConnectionLimits
  let gate: ConnectionGate
  let departures: Departures
  let lookouts: Lookouts
  let responder: HTTPChannelHandler.Responder

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      do {
        guard let ticket = gate.admit(channel) else {
          try channel.pipeline.syncOperations.addHandler(RefusedConnection())
          return .refused(channel)
        }
        try SocketOptions.set(channel)
        return .admitted(try admitted(channel, ticket, logger))
      } catch {
        // It was closed by the other side before it was set up.
        channel.close(promise: nil)
        throw error
      }
    }
  }

  private func admitted(
    _ channel: any Channel, _ ticket: ConnectionGate.Ticket, _ logger: Logger
  ) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = ConnectionLimits.fieldLength
    decoding.maxHeaderListSize = ConnectionLimits.headLength
    decoding.maxHeaderFieldCount = ConnectionLimits.fields
    let pipeline = channel.pipeline.syncOperations
    let notes = WireWatch.Notes(limits)
    try pipeline.addHandler(WireWatch(notes))
    // Pipelined requests are answered one after the other by `NIOAsyncChannel`; errors are the guard's.
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
      withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
    try pipeline.addHandler(RequestGuard(notes, ticket: ticket, limits: limits, lookouts))
    try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
    try pipeline.addHandler(departures.handler())
    // Lets the last answer out when the server stops.
    try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
    return try NIOAsyncChannel(
      wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
  }

  func handle(value: Value, logger: Logger) async {
    guard case .admitted(let channel) = value else { return }
    await withTaskExecutorPreference(EventLoopExecutor(channel.channel.eventLoop)) {
      await handleHTTP(asyncChannel: channel, logger: logger)
    }
  }
}

extension HTTPServerBuilder {
  /// HTTP/1.1 for clients of whom nothing is known, within limits.
  static func guarded(_ limits: ConnectionLimits, _ departures: Departures, logger: Logger) -> HTTPServerBuilder {
    let gate = ConnectionGate(limits, logger: logger)
    let lookouts = Lookouts()
    return HTTPServerBuilder {
      GuardedChannel(limits: limits, gate: gate, departures: departures, lookouts: lookouts, responder: $0)
    }
  }
}

/// Tells whoever is one too many, and closes.
private final class RefusedConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Made once: a refusal must cost less than what it refuses.
  private static let answer = Problem.tooManyConnections.bareBytes()

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    channel.writeAndFlush(Self.answer).whenComplete { _ in channel.close(promise: nil) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
