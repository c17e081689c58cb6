import NIOCore

/// Notes which bytes come and go, at the end of the pipeline that is next to the network.
final class WireWatch: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// Progress of a connection, shared by its handlers, which run on one event loop.
  final class Notes {
    var progress: ConnectionProgress

    init(_ limits: ConnectionLimits) {
      let patience = Int.random(in: ConnectionLimits.patience)
      progress = ConnectionProgress(limits.times(patience), at: .now())
    }
  }

  private let notes: Notes

  init(_ notes: Notes) {
    self.notes = notes
  }

  func read(context: ChannelHandlerContext) {
    notes.progress.wants(at: .now())
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    notes.progress.received(buffer.readableBytesView, count: buffer.readableBytes, at: .now())
    // What comes after the end is read, so that the client sees the answer, and thrown away.
    if notes.progress.reading != .over { context.fireChannelRead(data) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if notes.progress.reading == .over { context.read() }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    notes.progress.wrote(unwrapOutboundIn(data).readableBytes)
    context.write(data, promise: promise)
  }
}
