import Foundation
import Kafka
import Logging
import Postgres
import Store

/// Shell of a `PartitionAssignment`: carries out at the broker and the database what it says, and tells it the outcome.
final class PartitionWorker: ConsumerDelegate {
  /// Milliseconds to wait for messages before another look at whether the commit under way has ended.
  private static let answerWait: Int32 = 10

  private weak var consumer: Consumer?
  private let topic: String
  private let incarnation: String
  private let database: IngestDatabase
  private let commits: BackgroundCommit
  /// The commit under way.
  private var underWay: (advances: [IngestStore.PartitionAdvance], start: ContinuousClock.Instant)?
  /// Something is to be learned that has to wait until nothing is gathered.
  private var isToRest = false
  private let intake: PlayIntake
  /// Ids that count once within a window; `nil` where every event counts.
  private let seen: SeenEvents?
  /// The event that is being taken: the intake asks if its id was seen.
  private var arriving: (partition: Int32, position: Int64, sentAt: Int64, receivedAt: Int64)?
  private var isRepeated = false
  private let logger: Logger
  private let metrics = IngestMetrics()
  private var assignment = PartitionAssignment(from: .now)

  /// - Parameter window: hours within which an `event_id` counts once; `nil` counts every event.
  init(topic: String, incarnation: String, window: Int32?, databaseURL: String, logger: Logger) throws {
    self.topic = topic
    self.incarnation = incarnation
    self.logger = logger
    database = IngestDatabase(url: databaseURL)
    commits = BackgroundCommit(databaseURL: databaseURL)
    intake = try PlayIntake(database)
    seen = window.map { SeenEvents(window: $0) }
    if seen != nil { intake.drops = { [unowned self] in isToBeDropped($0) } }
  }

  // MARK: What the group gives and takes

  func assigned(_ partitions: [TopicPartition], by consumer: Consumer) throws -> [TopicPartition: Int64] {
    self.consumer = consumer
    try tell(.given(partitions.map(\.partition)))
    try waitForAnswers()
    return named(assignment.offsets)
  }

  func revoked(_ partitions: [TopicPartition], lost: Bool) {
    // The assignors we use are eager: all partitions go at once.
    do {
      try tell(.revoked(lost: lost))
      try waitForAnswers()
    } catch {
      logger.info("gave partitions back without a last commit: \(error)")
    }
  }

  /// Forgets what was not committed: the next owner reads it again.
  func abandon() {
    revoked([], lost: true)
    while commits.isUnderWay { _ = try? commits.finish() }
  }

  // MARK: Messages

  func take(_ message: ConsumedMessage) throws {
    guard assignment.awaits(message.offset, of: message.partition) else { return }
    let receivedAt = Int64(Date().timeIntervalSince1970 * 1000)
    if seen != nil {
      arriving = (message.partition, message.offset, message.timestamp ?? receivedAt, receivedAt)
      isRepeated = false
    }
    let accepted = intake.take(
      message.payload, source: "kafka:\(topic)/\(message.partition)", position: message.offset, receivedAt: receivedAt)
    assignment.took(
      message.offset, of: message.partition, isRepeated ? .repeated : accepted ? .accepted : .quarantined,
      sentAt: message.timestamp.map { $0 * 1000 })
    guard intake.isFull || seen?.isFull == true else { return }
    try waitForAnswers()
    try tell(.filled)
  }

  private func isToBeDropped(_ id: UnsafeRawBufferPointer) -> Bool {
    guard let seen, let arriving else { return false }
    isRepeated = !seen.take(
      id, partition: arriving.partition, position: arriving.position, sentAt: arriving.sentAt,
      receivedAt: arriving.receivedAt)
    return isRepeated
  }

  // MARK: Time

  func milliseconds(untilCommit now: ContinuousClock.Instant) -> Int32 {
    if commits.isUnderWay { return Self.answerWait }
    return Int32(max(assignment.untilCommit(gathered: intake.count, at: now) / .milliseconds(1), 0))
  }

  /// Tells the outcome of the commit under way, if it has one, and begins the next where that is due.
  ///
  /// - Returns: true if something was committed.
  func commitIfDue() throws -> Bool {
    guard !commits.isUnderWay || commits.hasEnded else { return false }
    let hasCommitted = try commits.isUnderWay && answer()
    if isToRest {
      isToRest = false
      try tell(.filled)
      try waitForAnswers()
    } else if !commits.isUnderWay {
      try tell(.looked(at: .now, gathered: intake.count))
    }
    return hasCommitted
  }

  private func waitForAnswers() throws {
    while commits.isUnderWay { _ = try answer() }
  }

  /// Waits for the commit under way, and tells its outcome.
  ///
  /// - Returns: true if it is written.
  private func answer() throws -> Bool {
    guard let commit = underWay else { return false }
    underWay = nil
    let end: ContinuousClock.Instant
    do {
      end = try commits.finish()
    } catch {
      try tell(.failed(CommitFailure(error)), after: error)
      return false
    }
    let moments = intake.countHandedOver
    metrics.committed(
      accepted: commit.advances.reduce(0) { $0 + $1.accepted },
      repeated: commit.advances.reduce(0) { $0 + $1.repeated }, quarantined: intake.quarantinedByReason,
      moments: moments, in: end - commit.start)
    intake.settle()
    seen?.settle()
    try tell(.committed(moments: moments, from: commit.start, to: end))
    return true
  }

  // MARK: What is to be done

  /// - Parameter failure: what the event tells of.
  /// - Throws: the error after which the assignment did not go on.
  private func tell(_ event: PartitionAssignment.Event, after failure: (any Error)? = nil) throws {
    var actions = assignment.handle(event)[...]
    var failure = failure
    while let action = actions.popFirst() {
      do {
        if let outcome = try carryOut(action) {
          failure = nil
          actions += assignment.handle(outcome)
        } else if case .commit(_, let earlier) = action {
          if earlier != nil, let failure { logger.info("committing again: \(failure)") }
          failure = nil
        }
      } catch {
        failure = error
        actions = assignment.handle(.failed(CommitFailure(error)))[...]
      }
    }
    if let failure { throw failure }
  }

  /// - Returns: the outcome of what has one at once.
  private func carryOut(_ action: PartitionAssignment.Action) throws -> PartitionAssignment.Event? {
    switch action {
    case .claim(let partitions): return try claim(partitions)
    case .read:
      logger.info("counting \(assignment.offsets.count) partitions of \(topic)")
      measureLag()
    case .commit(let advances, let failure): try begin(advances, after: failure)
    case .hint(let offsets):
      measureLag()
      consumer?.hint(named(offsets))
      isToRest = try !intake.refreshPlatforms()
    case .heartbeat(let partitions):
      try IngestStore(database.connection()).heartbeat(
        topic: topic, incarnation: incarnation, partitions: partitions, highWatermarks: partitions.map(highWatermark))
      measureLag()
      isToRest = try !intake.refreshPlatforms()
    case .forget:
      intake.clear()
      seen?.clear()
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
    try loadSeen(claims.map(\.partition))
    return .claimed(claims, beginnings: beginnings)
  }

  /// Reads the ids that were counted of the partitions: what their former owner has committed is there.
  private func loadSeen(_ partitions: [Int32]) throws {
    guard let seen else { return }
    seen.removeAll()
    let store = try EventIDStore(database.connection())
    for partition in partitions {
      try store.read(topic: topic, incarnation: incarnation, partition: partition, window: seen.window) {
        seen.load($1, partition: partition, hour: $0)
      }
    }
    logger.info("\(seen.count) ids of the last \(seen.window) hours are in memory")
  }

  /// Begins a commit of what is gathered, or once more of what was handed over.
  private func begin(_ advances: [IngestStore.PartitionAdvance], after failure: CommitFailure?) throws {
    let start = ContinuousClock.now
    if failure == .catalogChanged {
      metrics.retried(.catalog)
      try intake.refreshCatalog()
    } else if failure != nil {
      metrics.retried(.database)
    } else {
      intake.handOver()
      seen?.handOver()
    }
    let advances = advances.map { advance in
      var advance = advance
      advance.highWatermark = highWatermark(advance.claim.partition)
      return advance
    }
    let batch = try intake.batch(now: UInt32(Date().timeIntervalSince1970))
    let (topic, incarnation, news) = (topic, incarnation, seen?.news)
    underWay = (advances, start)
    commits.start {
      try IngestStore($0.connection()).commit(
        batch, topic: topic, incarnation: incarnation, advances: advances, news: news)
    }
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
