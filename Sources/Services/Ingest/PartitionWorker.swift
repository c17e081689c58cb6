import Foundation
import Kafka
import Logging
import Postgres
import Store

/// Shell of a `PartitionAssignment`: carries out at the broker and the database what it says, and tells it the outcome.
final class PartitionWorker: ConsumerDelegate {
  private weak var consumer: Consumer?
  private let topic: String
  private let incarnation: String
  private let database: IngestDatabase
  private let intake: PlayIntake
  private let logger: Logger
  private let metrics = IngestMetrics()
  private var assignment = PartitionAssignment(from: .now)

  init(topic: String, incarnation: String, database: IngestDatabase, logger: Logger) throws {
    self.topic = topic
    self.incarnation = incarnation
    self.database = database
    self.logger = logger
    intake = try PlayIntake(database)
  }

  // MARK: What the group gives and takes

  func assigned(_ partitions: [TopicPartition], by consumer: Consumer) throws -> [TopicPartition: Int64] {
    self.consumer = consumer
    try tell(.given(partitions.map(\.partition)))
    return named(assignment.offsets)
  }

  func revoked(_ partitions: [TopicPartition], lost: Bool) {
    // The assignors we use are eager: all partitions go at once.
    do { try tell(.revoked(lost: lost)) } catch { logger.info("gave partitions back without a last commit: \(error)") }
  }

  /// Forgets what was not committed: the next owner reads it again.
  func abandon() { revoked([], lost: true) }

  // MARK: Messages

  func take(_ message: ConsumedMessage) throws {
    guard assignment.awaits(message.offset, of: message.partition) else { return }
    let receivedAt = Int64(Date().timeIntervalSince1970 * 1000)
    let accepted = intake.take(
      message.payload, source: "kafka:\(topic)/\(message.partition)", position: message.offset, receivedAt: receivedAt)
    assignment.took(
      message.offset, of: message.partition, accepted: accepted, sentAt: message.timestamp.map { $0 * 1000 })
    if intake.isFull { try tell(.filled) }
  }

  // MARK: Time

  func milliseconds(untilCommit now: ContinuousClock.Instant) -> Int32 {
    Int32(max(assignment.untilCommit(gathered: intake.count, at: now) / .milliseconds(1), 0))
  }

  /// Commits what is gathered, where that is due.
  ///
  /// - Returns: true if something was committed.
  func commitIfDue() throws -> Bool { try tell(.looked(at: .now, gathered: intake.count)) }

  // MARK: What is to be done

  /// - Returns: true if something was committed.
  /// - Throws: the error after which the assignment did not go on.
  @discardableResult
  private func tell(_ event: PartitionAssignment.Event) throws -> Bool {
    let start = ContinuousClock.now
    var actions = assignment.handle(event)[...]
    var failure: (any Error)?
    var hasCommitted = false
    while let action = actions.popFirst() {
      do {
        guard let outcome = try carryOut(action, since: start) else { continue }
        failure = nil
        if case .committed = outcome { hasCommitted = true }
        actions += assignment.handle(outcome)
      } catch {
        failure = error
        actions = assignment.handle(.failed(CommitFailure(error)))[...]
        if case .commit = actions.first { logger.info("committing again: \(error)") }
      }
    }
    if let failure { throw failure }
    return hasCommitted
  }

  /// - Returns: the outcome of what has one.
  private func carryOut(
    _ action: PartitionAssignment.Action, since start: ContinuousClock.Instant
  ) throws -> PartitionAssignment.Event? {
    switch action {
    case .claim(let partitions): return try claim(partitions)
    case .read:
      logger.info("counting \(assignment.offsets.count) partitions of \(topic)")
      measureLag()
    case .commit(let advances, let failure): return try commit(advances, after: failure, since: start)
    case .hint(let offsets):
      measureLag()
      consumer?.hint(named(offsets))
      try intake.refreshPlatforms()
    case .heartbeat(let partitions):
      try IngestStore(database.connection()).heartbeat(
        topic: topic, incarnation: incarnation, partitions: partitions, highWatermarks: partitions.map(highWatermark))
      measureLag()
      try intake.refreshPlatforms()
    case .forget:
      intake.clear()
      measureLag()
    }
    return nil
  }

  private func claim(_ partitions: [Int32]) throws -> PartitionAssignment.Event {
    let claims = try IngestStore(database.connection())
      .claim(topic: topic, incarnation: incarnation, partitions: partitions)
    var beginnings: [Int32: Int64] = [:]
    for claim in claims where claim.nextOffset == 0 {
      let partition = TopicPartition(topic: topic, partition: claim.partition)
      let low = try consumer?.lowWatermark(partition, timeout: 10_000) ?? 0
      if low > 0 { logger.notice("\(partition) begins at offset \(low)") }
      beginnings[claim.partition] = low
    }
    return .claimed(claims, beginnings: beginnings)
  }

  private func commit(
    _ advances: [IngestStore.PartitionAdvance], after failure: CommitFailure?, since start: ContinuousClock.Instant
  ) throws -> PartitionAssignment.Event {
    if failure == .catalogChanged {
      metrics.retried(.catalog)
      try intake.refreshCatalog()
    } else if failure != nil {
      metrics.retried(.database)
    }
    let advances = advances.map { advance in
      var advance = advance
      advance.highWatermark = highWatermark(advance.claim.partition)
      return advance
    }
    let batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
    try IngestStore(database.connection()).commit(batch, topic: topic, incarnation: incarnation, advances: advances)
    let (end, moments) = (ContinuousClock.now, intake.count)
    metrics.committed(
      accepted: advances.reduce(0) { $0 + $1.accepted }, quarantined: intake.quarantinedByReason, moments: moments,
      in: end - start)
    intake.clear()
    return .committed(moments: moments, from: start, to: end)
  }

  private func measureLag() {
    metrics.lag(
      Dictionary(
        uniqueKeysWithValues: assignment.committed.map { ($0, max(highWatermark($0) - $1, 0)) }))
  }

  private func highWatermark(_ partition: Int32) -> Int64 {
    consumer?.highWatermark(TopicPartition(topic: topic, partition: partition)) ?? -1
  }

  private func named(_ offsets: [Int32: Int64]) -> [TopicPartition: Int64] {
    Dictionary(uniqueKeysWithValues: offsets.map { (TopicPartition(topic: topic, partition: $0), $1) })
  }
}
