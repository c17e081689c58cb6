import Foundation
import Kafka
import Synchronization

/// Sends simulated plays to a topic at a steady rate, from a thread of its own.
package final class LoadGenerator: Sendable {
  /// Events that were sent.
  package struct Sent: Sendable {
    /// Messages the broker has acknowledged.
    package let delivered: Int64
  }

  private let state = Mutex<(shouldStop: Bool, failure: (any Error)?)>((false, nil))
  private let producer: Producer
  private let finished = DispatchSemaphore(value: 0)

  /// Starts sending.
  ///
  /// - Parameters:
  ///   - rate: events a second.
  ///   - limit: events at most; `nil` goes on until stopped.
  ///   - backlog: events sent that nobody has counted yet. Over `maximumBacklog` it waits, because an embedded broker
  ///     forgets what it cannot hold.
  package init(
    _ configuration: KafkaConfiguration, topic: String, seed: UInt64, rate: Int, limit: Int64? = nil,
    maximumBacklog: Int64 = 60_000, backlog: @escaping @Sendable (_ delivered: Int64) -> Int64 = { _ in 0 }
  ) throws {
    producer = try Producer(configuration, topic: topic)
    let thread = Thread { [self] in
      do {
        try send(PlaySimulator(seed: seed), rate: rate, limit: limit) { backlog($0) > maximumBacklog }
        try producer.flush(timeout: 30_000)
      } catch {
        state.withLock { $0.failure = error }
      }
      finished.signal()
    }
    thread.name = "simulator"
    thread.start()
  }

  package var delivered: Int64 { producer.delivered }

  /// Stops, waits until everything sent is acknowledged, and says how much that was.
  package func stop() throws -> Sent {
    state.withLock { $0.shouldStop = true }
    return try wait()
  }

  /// Waits for the end.
  package func wait() throws -> Sent {
    finished.wait()
    finished.signal()
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return Sent(delivered: producer.delivered)
  }

  private func send(
    _ simulator: PlaySimulator, rate: Int, limit: Int64?, isBehind: (Int64) -> Bool
  ) throws {
    var simulator = simulator
    var sent: Int64 = 0
    var buffer: [UInt8] = []
    let started = ContinuousClock.now
    var held = Duration.zero
    while !state.withLock({ $0.shouldStop }) {
      if isBehind(producer.delivered) {
        // Time spent waiting is not made up for afterwards: the rate is a rate, not a debt.
        let from = ContinuousClock.now
        Thread.sleep(forTimeInterval: 0.02)
        held += ContinuousClock.now - from
        producer.poll()
        continue
      }
      let elapsed = (ContinuousClock.now - started - held) / .milliseconds(1)
      let due = min(Int64(elapsed * Double(rate) / 1000), limit ?? .max)
      while sent < due {
        buffer.removeAll(keepingCapacity: true)
        simulator.append(at: Int64(Date().timeIntervalSince1970 * 1000), to: &buffer)
        try buffer.withUnsafeBytes { try producer.send($0) }
        sent += 1
      }
      if sent == limit { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
  }
}
