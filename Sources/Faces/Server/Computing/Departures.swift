import NIOCore
import Synchronization

/// Departure of the other end of a connection, while its request is being answered.
///
/// An end that has closed its side for writing counts as gone: whoever waits for an answer keeps it open.
final class Departure: Sendable {
  private let state = Mutex<(hasLeft: Bool, actions: [Int: @Sendable () -> Void], last: Int)>((false, [:], 0))

  var hasLeft: Bool { state.withLock { $0.hasLeft } }

  /// Runs the body in a task that is cancelled when the other end goes.
  ///
  /// - Throws: `Problem.left` where it has gone; else what the body throws.
  func watching<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
    let task = Task { try await body() }
    let number = whenLeft { task.cancel() }
    defer { remove(number) }
    do {
      return try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
    } catch {
      throw hasLeft ? Problem.left : error
    }
  }

  func leave() {
    let actions = state.withLock { state in
      state.hasLeft = true
      defer { state.actions = [:] }
      return state.actions
    }
    for action in actions.values { action() }
  }

  /// Has something done when the other end goes, or now where it has gone.
  @discardableResult
  func whenLeft(_ action: @escaping @Sendable () -> Void) -> Int {
    let (number, hasLeft) = state.withLock { state in
      state.last += 1
      if !state.hasLeft { state.actions[state.last] = action }
      return (state.last, state.hasLeft)
    }
    if hasLeft { action() }
    return number
  }

  private func remove(_ number: Int) { state.withLock { $0.actions[number] = nil } }
}

/// The departures of all connections, found by the connection.
final class Departures: Sendable {
  private let all = Mutex<[ObjectIdentifier: Departure]>([:])

  /// - Returns: `nil` for a connection that is closed already.
  func of(_ channel: any Channel) -> Departure? { all.withLock { $0[ObjectIdentifier(channel)] } }

  /// Handler that tells of one connection, for its pipeline.
  func handler() -> DepartureHandler { DepartureHandler(self) }

  fileprivate func add(_ channel: any Channel, _ departure: Departure) {
    all.withLock { $0[ObjectIdentifier(channel)] = departure }
  }

  fileprivate func remove(_ channel: any Channel) { all.withLock { $0[ObjectIdentifier(channel)] = nil } }
}

/// Notices that a connection's other end has gone, also while nobody reads from it.
final class DepartureHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny
  typealias InboundOut = NIOAny

  private let departures: Departures
  private let departure = Departure()

  init(_ departures: Departures) {
    self.departures = departures
  }

  func handlerAdded(context: ChannelHandlerContext) { departures.add(context.channel, departure) }

  func handlerRemoved(context: ChannelHandlerContext) { departures.remove(context.channel) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { departure.leave() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    departure.leave()
    context.fireChannelInactive()
  }
}
