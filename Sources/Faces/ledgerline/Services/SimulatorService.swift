import Foundation
import Kafka
import Postgres
import ServiceLifecycle
import Simulation
import Store
import Synchronization

/// The simulator as a service, and the proof that every play it sent was counted.
struct SimulatorService: Service {
  let kafka: KafkaConfiguration
  let topic: String
  let databaseURL: String
  let seed: UInt64
  let rate: Int

  private static let drainLimit = Duration.seconds(45)

  func run() async throws {
    let incarnation = try ClusterIdentity.read(kafka, timeout: 10_000)
    let pool = ConnectionPool(
      url: databaseURL, options: Connection.Options(applicationName: "ledgerline-demo"), size: 1)
    defer { pool.close() }
    // Other clients may send to the topic too: what they had sent before is not ours.
    let before = try await counted(pool, incarnation)
    let progress = Progress()
    let generator = try LoadGenerator(
      kafka, topic: topic, seed: seed &+ UInt64(Date().timeIntervalSince1970), rate: rate,
      backlog: { $0 - progress.counted.load(ordering: .relaxed) })
    let started = ContinuousClock.now
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: .milliseconds(250))
        let now = (try? await counted(pool, incarnation)).map { $0 - before }
        if let now { progress.counted.store(now, ordering: .relaxed) }
        show(sent: generator.delivered, counted: now ?? 0, since: started)
      }
    }
    Terminal.note("\nstopping: no more plays are sent")
    let sent = try await Task.detached { try generator.stop() }.value.delivered
    let deadline = ContinuousClock.now + Self.drainLimit
    var total = try await counted(pool, incarnation) - before
    while total < sent, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
      total = try await counted(pool, incarnation) - before
    }
    let verdict =
      total == sent
      ? ": exact" : total > sent ? ", \(total - sent) of them sent by others" : ": some are still at the broker"
    Terminal.heading("produced \(sent) plays, counted \(total)\(verdict)")
  }

  /// Count of the database, for the thread that sends.
  private final class Progress: Sendable {
    let counted = Atomic(Int64(0))
  }

  /// Events of this broker's topic that are counted or quarantined.
  private func counted(_ pool: ConnectionPool, _ incarnation: String) async throws -> Int64 {
    let topic = topic
    return try await pool.withConnection { try StatusStore($0).taken(topic: topic, incarnation: incarnation) }
  }

  private func show(sent: Int64, counted: Int64, since start: ContinuousClock.Instant) {
    guard Terminal.isInteractive else { return }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let pace = Int64(Double(sent) / max(seconds, 1))
    Terminal.write(
      "\r  produced \(sent.formatted())  counted \(counted.formatted())  \(pace.formatted()) plays/s\u{1B}[K")
  }
}
