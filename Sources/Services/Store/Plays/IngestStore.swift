import Ledger
import Postgres

/// The commits of ingest: totals, quarantine and position together, or nothing.
package struct IngestStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Refusal of a commit. Nothing was written.
  package enum Refusal: Error, CustomStringConvertible {
    /// Another worker has taken the source over, or the position is not where we thought.
    case fenced
    /// The catalog was changed since the batch was looked up; look it up again and try again.
    case catalogChanged

    package var description: String {
      switch self {
      case .fenced: "another worker has taken over: what was not committed is counted by it"
      case .catalogChanged: "the catalog has changed meanwhile"
      }
    }
  }

  /// Right to move one partition, from where it stands, until somebody else claims it.
  package struct PartitionClaim: Sendable, Hashable {
    package var partition: Int32
    package var epoch: Int64
    package var nextOffset: Int64

    package init(partition: Int32, epoch: Int64, nextOffset: Int64) {
      self.partition = partition
      self.epoch = epoch
      self.nextOffset = nextOffset
    }
  }

  /// Move of one partition by a commit.
  package struct PartitionAdvance: Sendable, Hashable {
    package var claim: PartitionClaim
    package var nextOffset: Int64
    package var accepted: Int64
    package var quarantined: Int64
    /// Events that were dropped, since one of their id was counted.
    package var repeated: Int64
    /// The broker's end of the partition, -1 where it has told nothing yet.
    package var highWatermark: Int64
    /// The broker's time of the last message, in microseconds since 1970.
    package var lastMessageAt: Int64?

    package init(
      claim: PartitionClaim, nextOffset: Int64, accepted: Int64, quarantined: Int64, highWatermark: Int64 = -1,
      lastMessageAt: Int64?, repeated: Int64 = 0
    ) {
      self.repeated = repeated
      self.claim = claim
      self.nextOffset = nextOffset
      self.accepted = accepted
      self.quarantined = quarantined
      self.highWatermark = highWatermark
      self.lastMessageAt = lastMessageAt
    }
  }

  /// Move of one file by a commit.
  package struct FileAdvance: Sendable, Hashable {
    package var digest: [UInt8]
    package var epoch: Int64
    package var from: Int64
    package var to: Int64
    package var accepted: Int64
    package var quarantined: Int64
    package var isLast: Bool

    package init(
      digest: [UInt8], epoch: Int64, from: Int64, to: Int64, accepted: Int64 = 0, quarantined: Int64 = 0,
      isLast: Bool = false
    ) {
      self.digest = digest
      self.epoch = epoch
      self.from = from
      self.to = to
      self.accepted = accepted
      self.quarantined = quarantined
      self.isLast = isLast
    }
  }

  /// Takes partitions over. It waits behind a commit of their former owner, so the offsets returned are final, and
  /// raises the epoch, so that the former owner can commit no more.
  package func claim(topic: String, incarnation: String, partitions: [Int32]) throws -> [PartitionClaim] {
    try db.query(
      """
      INSERT INTO ingest_partitions AS p (topic, partition, incarnation, epoch)
      SELECT \(topic), e.partition, \(incarnation), 1 FROM unnest(\(.int32s(partitions.sorted()))) AS e (partition)
      ON CONFLICT (topic, partition, incarnation) DO UPDATE SET epoch = p.epoch + 1
      RETURNING partition, epoch, next_offset
      """
    ).map { PartitionClaim(partition: $0.int32(0), epoch: $0.int(1), nextOffset: $0.int(2)) }
  }

  /// The market ids of markets, in their order; new ones are added.
  package func marketIDs(platforms: [String], countries: [String], tiers: [String]) throws -> [Int32] {
    try db.query(
      """
      INSERT INTO markets (platform, country, tier)
      SELECT DISTINCT * FROM unnest(\(.texts(platforms)), \(.texts(countries)), \(.texts(tiers))) ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING
      """)
    let rows = try db.query(
      """
      SELECT m.market_id
      FROM unnest(\(.texts(platforms)), \(.texts(countries)), \(.texts(tiers)))
        WITH ORDINALITY AS e (platform, country, tier, ordinal)
      JOIN markets m USING (platform, country, tier) ORDER BY e.ordinal
      """)
    return rows.map { $0.int32(0) }
  }

  /// Commits a batch with the advance of the partitions it came from.
  ///
  /// - Throws: `Refusal`; `PostgresError`. Where the connection was lost the commit's fate is unknown: claim again and
  ///   compare the offset, never send it again blindly.
  ///
  /// - Parameter news: of the ids of its events, where one counts once.
  package func commit(
    _ batch: PlayBatch, topic: String, incarnation: String, advances: [PartitionAdvance],
    news: EventIDStore.News? = nil
  ) throws {
    try commit(batch, expecting: advances.count) {
      if let news { try EventIDStore(db).write(news, topic: topic, incarnation: incarnation) }
    } position: {
      """
      UPDATE ingest_partitions p SET
        next_offset = e.next_offset, accepted_events = accepted_events + e.accepted,
        quarantined_events = quarantined_events + e.quarantined, repeated_events = repeated_events + e.repeated,
        high_watermark = greatest(e.high_watermark, e.next_offset), seen_at = clock_timestamp(),
        last_message_at = coalesce(nullif(e.last_message_at, 'epoch'), p.last_message_at)
      FROM unnest(
        \(.int32s(advances.map(\.claim.partition))), \(.int64s(advances.map(\.claim.epoch))),
        \(.int64s(advances.map(\.claim.nextOffset))), \(.int64s(advances.map(\.nextOffset))),
        \(.int64s(advances.map(\.accepted))), \(.int64s(advances.map(\.quarantined))),
        \(.int64s(advances.map(\.highWatermark))), \(.timestamps(advances.map { $0.lastMessageAt ?? 0 })),
        \(.int64s(advances.map(\.repeated)))
      ) AS e (
        partition, epoch, from_offset, next_offset, accepted, quarantined, high_watermark, last_message_at, repeated)
      WHERE p.topic = \(topic) AND p.incarnation = \(incarnation) AND p.partition = e.partition
        AND p.epoch = e.epoch AND p.next_offset = e.from_offset
      """
    }
  }

  /// Commits a batch with the advance of the file it came from.
  ///
  /// - Parameter lines: of the file, for its first commit.
  /// - Throws: `SketchStore.Overlapping` too.
  package func commit(
    _ batch: PlayBatch, file advance: FileAdvance, beginning lines: SketchStore.CountedLines? = nil
  ) throws {
    try commit(batch, expecting: 1, of: FileStore.source(of: advance.digest)) {
      if let lines { try SketchStore(db).begin(lines, digest: advance.digest) }
    } position: {
      """
      UPDATE ingest_files SET
        position = \(advance.to), accepted_events = accepted_events + \(advance.accepted),
        quarantined_events = quarantined_events + \(advance.quarantined),
        completed_at = CASE WHEN \(advance.isLast) THEN clock_timestamp() END
      WHERE digest = \(.bytes(advance.digest)) AND epoch = \(advance.epoch) AND position = \(advance.from)
        AND completed_at IS NULL
      """
    }
  }

  /// Commits a batch of events that were quarantined, and takes them out of there: as many as there still are, or none.
  ///
  /// - Parameters:
  ///   - events: their numbers in quarantine.
  ///   - file: the file that they are of, as a source, if they are.
  package func commit(_ batch: PlayBatch, replaying events: [Int64], of file: String?) throws {
    try commit(batch, expecting: events.count, of: file) {
      db.note("\(events.count) events replayed")
    } position: {
      """
      WITH taken AS (
        DELETE FROM quarantine WHERE quarantine_id = ANY(\(.int64s(events))) RETURNING reason, source, position, received_at)
      INSERT INTO quarantine_replays (reason, source, position, received_at, replayed_by, replayed_by_name)
      SELECT reason, source, position, received_at, \(db.actor.id), \(db.actor.name) FROM taken
      """
    }
  }

  /// The position first: a worker that has been overtaken fails before it has touched a total.
  private func commit(
    _ batch: PlayBatch, expecting count: Int, of file: String? = nil, besides: () throws -> Void,
    position: () -> SQL
  ) throws {
    do {
      try commit(batch, expecting: count, of: file, trustingDays: true, besides, position)
    } catch let error as PostgresError where error.code == .uniqueViolation && db.isUsable {
      // Somebody writes plays who lists no days, such as a worker from before there was a list: look each cell up. Where
      // another worker has inserted a cell between our look and our insert, this is the second attempt it needs.
      try commit(batch, expecting: count, of: file, trustingDays: false, besides, position)
    }
  }

  private func commit(
    _ batch: PlayBatch, expecting count: Int, of file: String?, trustingDays: Bool, _ besides: () throws -> Void,
    _ position: () -> SQL
  ) throws {
    do {
      let first = try db.pipeline {
        try $0.add("BEGIN")
        try $0.add(position())
        try $0.add(IngestGate.together)
        try $0.add("SELECT version FROM catalog_version FOR SHARE")
        try $0.add(PendingStore.epoch)
        try $0.add(PlayWriter.open(Set(batch.cells.map(\.day)).sorted()))
      }
      guard first[1].affected == count else { throw Refusal.fenced }
      guard first[3][0].int(0) == batch.catalogVersion else { throw Refusal.catalogChanged }
      let opened = trustingDays ? Set(first[5].map { $0.date(0) }) : []
      try besides()
      try PlayWriter(db).write(batch, epoch: first[4][0].int(0), opened: opened, file: file)
    } catch {
      db.rollBack()
      throw error
    }
  }

  /// Tells how far behind we are while nothing arrives. Not part of any promise.
  package func heartbeat(topic: String, incarnation: String, partitions: [Int32], highWatermarks: [Int64]) throws {
    try db.query(
      """
      UPDATE ingest_partitions p
      SET high_watermark = greatest(e.high_watermark, p.next_offset), seen_at = clock_timestamp()
      FROM unnest(\(.int32s(partitions)), \(.int64s(highWatermarks))) AS e (partition, high_watermark)
      WHERE p.topic = \(topic) AND p.incarnation = \(incarnation) AND p.partition = e.partition
      """)
  }
}
