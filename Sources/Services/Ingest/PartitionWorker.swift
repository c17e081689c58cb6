import Foundation
import Kafka
import Logging
import Postgres
import Store

/// The partitions that a worker has been given, and what it has read of them since its last commit.
final class PartitionWorker: ConsumerDelegate {
  private struct Position {
    var claim: IngestStore.PartitionClaim
    /// The offset after the last message taken.
    var next: Int64
    var accepted: Int64 = 0
    var quarantined: Int64 = 0
    var lastMessageAt: Int64?
  }

  private static let heartbeatInterval = Duration.seconds(1)

  private weak var consumer: Consumer?
  private let topic: String
  private let incarnation: String
  private let database: IngestDatabase
  private let intake: PlayIntake
  private let logger: Logger
  private let metrics = IngestMetrics()
  private var positions: [Int32: Position] = [:]
  private var pacing = CommitPacing()
  private var lastCommit = ContinuousClock.now
  private var lastHeartbeat = ContinuousClock.now

  init(topic: String, incarnation: String, database: IngestDatabase, logger: Logger) throws {
    self.topic = topic
    self.incarnation = incarnation
    self.database = database
    self.logger = logger
    intake = try PlayIntake(database)
  }

  // MARK: What the group gives and takes

  func assigned(_ partitions: [TopicPartition], by consumer: Consumer) throws -> [TopicPartition: Int64] {
    let claims = try IngestStore(database.connection())
      .claim(topic: topic, incarnation: incarnation, partitions: partitions.map(\.partition))
    self.consumer = consumer
    intake.clear()
    positions = [:]
    var offsets: [TopicPartition: Int64] = [:]
    for claim in claims {
      let partition = TopicPartition(topic: topic, partition: claim.partition)
      var next = claim.nextOffset
      // Of a partition that was never counted we take what there is: an old topic need not begin at 0.
      if next == 0 { next = try consumer.lowWatermark(partition, timeout: 10_000) }
      if next > 0, claim.nextOffset == 0 { logger.notice("\(partition) begins at offset \(next)") }
      positions[claim.partition] = Position(claim: claim, next: next)
      offsets[partition] = next
    }
    logger.info("counting \(claims.count) partitions of \(topic)")
    measureLag()
    return offsets
  }

  func revoked(_ partitions: [TopicPartition], lost: Bool) {
    if !lost {
      do { try commit() } catch { logger.info("gave partitions back without a last commit: \(error)") }
    }
    // The assignors we use are eager: all partitions go at once.
    abandon()
  }

  /// Forgets what was not committed: the next owner reads it again.
  func abandon() {
    positions = [:]
    intake.clear()
    measureLag()
  }

  // MARK: Messages

  func take(_ message: ConsumedMessage) throws {
    // A batch may still hold messages of partitions that are gone, or some again after they came back.
    guard var position = positions[message.partition], message.offset >= position.next else { return }
    let receivedAt = Int64(Date().timeIntervalSince1970 * 1000)
    let accepted = intake.take(
      message.payload, source: "kafka:\(topic)/\(message.partition)", position: message.offset, receivedAt: receivedAt)
    if accepted { position.accepted += 1 } else { position.quarantined += 1 }
    position.next = message.offset + 1
    position.lastMessageAt = message.timestamp.map { $0 * 1000 }
    positions[message.partition] = position
    if intake.isFull { try commit() }
  }

  // MARK: Commits

  func milliseconds(untilCommit now: ContinuousClock.Instant) -> Int32 {
    let left = pacing.interval(for: intake.count) - (now - lastCommit)
    return Int32(max(left / .milliseconds(1), 0))
  }

  /// - Returns: whether something was committed.
  func commitIfDue() throws -> Bool {
    let now = ContinuousClock.now
    guard now - lastCommit >= pacing.interval(for: intake.count) else { return false }
    if positions.values.contains(where: { $0.next > $0.claim.nextOffset }) {
      try commit()
      return true
    }
    if now - lastHeartbeat >= Self.heartbeatInterval, !positions.isEmpty {
      lastHeartbeat = now
      let partitions = positions.keys.sorted()
      try IngestStore(database.connection()).heartbeat(
        topic: topic, incarnation: incarnation, partitions: partitions, highWatermarks: partitions.map(highWatermark))
      measureLag()
      try intake.refreshPlatforms()
    }
    return false
  }

  private func commit() throws {
    let moved = positions.values.filter { $0.next > $0.claim.nextOffset }
    guard !moved.isEmpty else { return }
    let started = ContinuousClock.now
    let advances = moved.map {
      IngestStore.PartitionAdvance(
        claim: $0.claim, nextOffset: $0.next, accepted: $0.accepted, quarantined: $0.quarantined,
        highWatermark: highWatermark($0.claim.partition), lastMessageAt: $0.lastMessageAt)
    }
    let (count, quarantined) = (intake.count, intake.quarantinedByReason)
    try write(advances)
    for advance in advances {
      positions[advance.claim.partition]!.claim.nextOffset = advance.nextOffset
      positions[advance.claim.partition]!.accepted = 0
      positions[advance.claim.partition]!.quarantined = 0
    }
    intake.clear()
    lastCommit = .now
    lastHeartbeat = lastCommit
    pacing.committed(count, in: lastCommit - started)
    metrics.committed(
      accepted: advances.reduce(0) { $0 + $1.accepted }, quarantined: quarantined, moments: count,
      in: lastCommit - started)
    measureLag()
    consumer?.hint(
      Dictionary(
        uniqueKeysWithValues: advances.map {
          (TopicPartition(topic: topic, partition: $0.claim.partition), $0.nextOffset)
        }))
    try intake.refreshPlatforms()
  }

  private func write(_ advances: [IngestStore.PartitionAdvance]) throws {
    while true {
      do {
        let batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
        return try IngestStore(database.connection())
          .commit(batch, topic: topic, incarnation: incarnation, advances: advances)
      } catch IngestStore.Refusal.catalogChanged {
        metrics.retried(.catalog)
        try intake.refreshCatalog()
      } catch let error as PostgresError where error.mayPassWithinCommit {
        metrics.retried(.database)
        logger.info("committing again: \(error)")
      }
    }
  }

  private func measureLag() {
    metrics.lag(
      positions.mapValues { max(highWatermark($0.claim.partition) - $0.claim.nextOffset, 0) })
  }

  private func highWatermark(_ partition: Int32) -> Int64 {
    consumer?.highWatermark(TopicPartition(topic: topic, partition: partition)) ?? -1
  }
}
