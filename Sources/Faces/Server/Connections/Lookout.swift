import NIOCore
import Synchronization

/// Looks after the connections of each event loop by one timer: thousands that are quiet cost next to nothing.
final class Lookouts: Sendable {
  private let all = Mutex<[ObjectIdentifier: NIOLoopBound<Lookout>]>([:])

  /// The lookout of the event loop that this is called on.
  func own(of eventLoop: any EventLoop, every interval: TimeAmount) -> Lookout {
    all.withLock { all in
      let key = ObjectIdentifier(eventLoop)
      if let known = all[key] { return known }
      let new = NIOLoopBound(Lookout(eventLoop, every: interval), eventLoop: eventLoop)
      all[key] = new
      return new
    }.value
  }
}

/// The connections of one event loop, which are looked at in turn. To be used on that event loop only.
final class Lookout {
  private let eventLoop: any EventLoop
  private let interval: TimeAmount
  private var looks: [ObjectIdentifier: () -> Void] = [:]
  private var timer: RepeatedTask?

  init(_ eventLoop: any EventLoop, every interval: TimeAmount) {
    (self.eventLoop, self.interval) = (eventLoop, interval)
  }

  /// Has a connection looked at from now on. Its first look comes within the interval.
  func add(_ owner: AnyObject, _ look: @escaping () -> Void) {
    looks[ObjectIdentifier(owner)] = look
    guard timer == nil else { return }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    timer = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
      // One look may end its connection, and others.
      for look in bound.value.looks.values { look() }
    }
  }

  func remove(_ owner: AnyObject) {
    looks[ObjectIdentifier(owner)] = nil
    guard looks.isEmpty else { return }
    timer?.cancel()
    timer = nil
  }
}
