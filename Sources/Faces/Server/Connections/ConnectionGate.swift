import CoreMetrics
import Logging
import NIOCore
import Synchronization
import Telemetry

/// Gate of connections: so many in all, and so many from one address.
///
/// If all places are taken, the address that has most of them gives one up, its connection that has waited longest
/// for a request: so whoever has few connections always gets in, however many somebody else opens. Safe to use from any
/// thread.
final class ConnectionGate: Sendable {
  /// A connection that was let in.
  final class Ticket: Sendable {
    let channel: any Channel
    fileprivate let owner: NetworkAddress?
    /// Time at which it began to wait for a request, in nanoseconds; the greatest number while it answers one.
    private let waitingSince: Atomic<UInt64>

    fileprivate init(_ channel: any Channel, owner: NetworkAddress?) {
      self.channel = channel
      self.owner = owner
      waitingSince = Atomic(NIODeadline.now().uptimeNanoseconds)
    }

    func waits(_ isWaiting: Bool) {
      waitingSince.store(isWaiting ? NIODeadline.now().uptimeNanoseconds : .max, ordering: .relaxed)
    }

    fileprivate var age: UInt64 { waitingSince.load(ordering: .relaxed) }
  }

  private struct State {
    var count = 0
    /// Those that no address answers for: of trusted proxies, and of sockets of the file system.
    var exempt: Set<ObjectIdentifier> = []
    var byAddress: [NetworkAddress: [ObjectIdentifier: Ticket]] = [:]
    var warnedAt: NIODeadline?
  }

  private let limits: ConnectionLimits
  private let logger: Logger
  private let state = Mutex(State())
  /// Once a minute is enough to be told, and no more for whoever floods the log.
  private static let warningInterval = TimeAmount.minutes(1)

  init(_ limits: ConnectionLimits, logger: Logger) {
    self.limits = limits
    self.logger = logger
    // There from the start, so that their rates are known when something happens first.
    for lost in Lost.allCases { Self.count(lost, by: 0) }
  }

  /// - Returns: `nil` where the connection is one too many. A ticket is given back when its channel is closed.
  func admit(_ channel: any Channel) -> Ticket? {
    let peer = NetworkAddress(channel.remoteAddress)
    let owner = peer.flatMap { limits.trustedProxies.contains($0) ? nil : $0.network }
    let ticket = Ticket(channel, owner: owner)
    let (isAdmitted, evicted, warning) = state.withLock { state -> (Bool, Ticket?, Logger.Message?) in
      let own = owner.map { state.byAddress[$0]?.count ?? 0 } ?? 0
      if let owner, own >= limits.connectionsPerAddress {
        return (
          false, nil,
          warn(
            &state, "\(owner) has \(own) connections, and further ones are refused; a proxy is named by --trusted-proxy"
          )
        )
      }
      var evicted: Ticket?
      if state.count >= limits.connections {
        evicted = Self.evict(&state, toHaveAtLeast: own + 2)
        guard evicted != nil else {
          return (false, nil, warn(&state, "there are \(state.count) connections, and further ones are refused"))
        }
      }
      Self.add(ticket, &state)
      let message = "all \(limits.connections) connections are taken: addresses with many lose those that wait longest"
      return (true, evicted, evicted == nil ? nil : warn(&state, "\(message)"))
    }
    if let warning { logger.warning(warning) }
    if !isAdmitted { Self.count(.refused) }
    if evicted != nil { Self.count(.evicted) }
    evicted?.channel.close(promise: nil)
    guard isAdmitted else { return nil }
    channel.closeFuture.whenComplete { _ in self.state.withLock { Self.remove(ticket, &$0) } }
    return ticket
  }

  private static func add(_ ticket: Ticket, _ state: inout State) {
    state.count += 1
    MetricFamily.httpConnections.gauge().increment()
    if let owner = ticket.owner {
      state.byAddress[owner, default: [:]][ObjectIdentifier(ticket)] = ticket
    } else {
      state.exempt.insert(ObjectIdentifier(ticket))
    }
  }

  /// Does nothing for one that was removed before.
  private static func remove(_ ticket: Ticket, _ state: inout State) {
    guard let owner = ticket.owner else {
      if state.exempt.remove(ObjectIdentifier(ticket)) != nil { left(&state) }
      return
    }
    guard state.byAddress[owner]?.removeValue(forKey: ObjectIdentifier(ticket)) != nil else { return }
    left(&state)
    if state.byAddress[owner]?.isEmpty == true { state.byAddress[owner] = nil }
  }

  private static func left(_ state: inout State) {
    state.count -= 1
    MetricFamily.httpConnections.gauge().decrement()
  }

  /// Counts of connections that there was no place for.
  private enum Lost: String, CaseIterable {
    /// Not let in.
    case refused
    /// Closed, so that somebody with fewer got in.
    case evicted
  }

  private static func count(_ lost: Lost, by amount: Int = 1) {
    MetricFamily.httpConnectionsLost.counter(lost.rawValue).increment(by: amount)
  }

  /// - Returns: what must be closed, no longer counted; `nil` where nobody has as many as that.
  private static func evict(_ state: inout State, toHaveAtLeast minimum: Int) -> Ticket? {
    guard let most = state.byAddress.max(by: { $0.value.count < $1.value.count }), most.value.count >= minimum,
      let ticket = most.value.values.min(by: { $0.age < $1.age })
    else { return nil }
    remove(ticket, &state)
    return ticket
  }

  private func warn(_ state: inout State, _ message: Logger.Message) -> Logger.Message? {
    let now = NIODeadline.now()
    if let last = state.warnedAt, now - last < Self.warningInterval { return nil }
    state.warnedAt = now
    return message
  }
}
