import Foundation
import NIOCore
import NIOHTTP1

/// Lets only requests through that have one meaning, and ends connections that do not get on.
///
/// Refusals are answered with a problem, and the connection closed; nothing of it is logged, since whoever is refused
/// would
/// write the log.
final class RequestGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let notes: WireWatch.Notes
  private let ticket: ConnectionGate.Ticket
  private let limits: ConnectionLimits
  private let lookouts: Lookouts
  private var hasAnswerBegun = false
  /// True if nothing is taken after the request that is being read.
  private var isLast = false
  /// Problem that answers the request which was refused.
  private var refusal: Problem?
  /// True if the last answer has been written.
  private var isFinished = false

  init(_ notes: WireWatch.Notes, ticket: ConnectionGate.Ticket, limits: ConnectionLimits, _ lookouts: Lookouts) {
    self.lookouts = lookouts
    self.notes = notes
    self.ticket = ticket
    self.limits = limits
  }

  // MARK: What comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard notes.progress.reading != .over else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      if let problem = RequestRules.fault(head) { return refuse(problem, context) }
      notes.progress.headEnded(at: .now())
      // Behind a request to change the protocol the decoder would keep whatever comes, and decode none of it.
      isLast = head.headers.contains(name: "upgrade")
      if isLast || !head.isKeepAlive { notes.progress.closesAfterAnswer = true }
      ticket.waits(false)
    case .body: break
    case .end:
      notes.progress.bodyEnded(at: .now())
      if isLast { notes.progress.end(at: .now()) }
    }
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let reading = notes.progress.reading
    guard reading != .over else { return }
    guard error is HTTPParserError else { return context.fireErrorCaught(error) }
    guard reading == .body else {
      return refuse(RequestRules.problem(error, hasRequestLine: notes.progress.hasRequestLine), context)
    }
    notes.progress.end(at: .now())
    notes.progress.closesAfterAnswer = true
    // Whoever reads the body must learn that it is not whole. Where the answer was given without it, nobody reads it.
    if notes.progress.answering > 0 { context.fireErrorCaught(error) } else { finish(context) }
  }

  // MARK: What goes out

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isFinished else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(var head):
      hasAnswerBegun = true
      if notes.progress.closesAfterAnswer { head.headers.replaceOrAdd(name: "connection", value: "close") }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      context.write(data, promise: promise)
      hasAnswerBegun = false
      notes.progress.answerEnded(at: .now())
      guard notes.progress.answering == 0 else { return }
      ticket.waits(true)
      if let refusal { answer(refusal, context) } else if notes.progress.closesAfterAnswer { finish(context) }
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if mode == .output { notes.progress.end(at: .now()) }
    context.close(mode: mode, promise: promise)
  }

  /// Takes nothing more, and says why once the requests before have been answered.
  private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
    notes.progress.end(at: .now())
    if notes.progress.answering == 0 { answer(problem, context) } else { refusal = problem }
  }

  private func answer(_ problem: Problem, _ context: ChannelHandlerContext) {
    let (head, body) = problem.bare()
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: nil)
    finish(context)
  }

  /// Ends the connection for us, and leaves the client a moment to read what it was told.
  private func finish(_ context: ChannelHandlerContext) {
    guard !isFinished else { return }
    isFinished = true
    notes.progress.finished(at: .now())
    context.flush()
    context.close(mode: .output, promise: nil)
  }

  // MARK: Time

  func handlerAdded(context: ChannelHandlerContext) {
    lookout(context).add(self) { [unowned self] in look(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { lookout(context).remove(self) }

  func channelInactive(context: ChannelHandlerContext) {
    lookout(context).remove(self)
    context.fireChannelInactive()
  }

  private func lookout(_ context: ChannelHandlerContext) -> Lookout {
    let shortest = [limits.idleTimeout, limits.headerTimeout, limits.bodyTimeout, limits.writeTimeout].min()!
    let interval = TimeAmount(min(max(shortest / 4, .milliseconds(100)), .milliseconds(2_500)))
    return lookouts.own(of: context.eventLoop, every: interval)
  }

  private func look(_ context: ChannelHandlerContext) {
    let buffered = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    switch notes.progress.overdue(at: .now(), buffered: buffered) {
    case nil: break
    case .head: refuse(.requestTimeout, context)
    case .body where !hasAnswerBegun && notes.progress.answering == 1:
      answer(.requestTimeout, context)
      // Whoever reads the body must learn that it is not whole.
      context.fireErrorCaught(HTTPParserError.closedConnection)
    case .answer:
      // What the reader does not take, the kernel must not keep.
      _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      context.close(promise: nil)
    case .idle, .body, .closing: context.close(promise: nil)
    }
  }
}
