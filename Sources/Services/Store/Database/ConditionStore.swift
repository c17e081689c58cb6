import Plays
import Postgres

/// Condition of the database and its work: a few cheap statements, asked every some seconds.
package struct ConditionStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// A partition of a topic, as ingest left it.
  package struct Partition: Sendable, Hashable {
    package let topic: String
    package let partition: Int32
    package let incarnation: String
    /// The message that comes next.
    package let nextOffset: Int64
    /// The broker's end when it was last looked at.
    package let highWatermark: Int64
    /// Moment of a worker's last look, in microseconds since 1970.
    package let seenAt: Int64
    /// Stamp of the broker, or the sender, on the last message counted.
    package let lastMessageAt: Int64?

    package init(
      topic: String, partition: Int32, incarnation: String, nextOffset: Int64, highWatermark: Int64, seenAt: Int64,
      lastMessageAt: Int64?
    ) {
      (self.topic, self.partition, self.incarnation) = (topic, partition, incarnation)
      (self.nextOffset, self.highWatermark, self.seenAt) = (nextOffset, highWatermark, seenAt)
      self.lastMessageAt = lastMessageAt
    }
  }

  /// One look at the database.
  package struct Figures: Sendable, Hashable {
    /// Its clock, in microseconds since 1970.
    package var asOf: Int64
    package var isReadOnly = false
    package var connections: Int64 = 0
    package var connectionLimit: Int64 = 100
    /// Commits of plays.
    package var generation: Int64 = 0
    /// The last transaction of the books; 0 where there is none.
    package var headNumber: Int64 = 0
    package var headRecordedAt: Int64 = 0
    /// True if something waits to be posted.
    package var hasPending = false
    /// The day of the last posting; `nil` where nothing was ever posted.
    package var lastPostedOn: Day?

    package init(asOf: Int64) { self.asOf = asOf }
  }

  package func figures() throws -> Figures {
    let row = try db.query(
      """
      SELECT clock_timestamp(), pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
        (SELECT coalesce(sum(numbackends), 0)::bigint FROM pg_stat_database), current_setting('max_connections')::bigint,
        v.generation, h.id, h.recorded_at, EXISTS (SELECT 1 FROM ledger_pending),
        (SELECT max(posted_on) FROM ledger_watermarks)
      FROM versions v, ledger_head h
      """)[0]
    var figures = Figures(asOf: row.timestamp(0))
    figures.isReadOnly = row.bool(1)
    (figures.connections, figures.connectionLimit) = (row.int(2), row.int(3))
    figures.generation = row.int(4)
    (figures.headNumber, figures.headRecordedAt) = (row.int(5), row.timestamp(6))
    figures.hasPending = row.bool(7)
    figures.lastPostedOn = row.isNull(8) ? nil : Day(number: row.date(8))
    return figures
  }

  /// Every partition of the incarnation of each topic that was looked at last.
  package func partitions() throws -> [Partition] {
    try db.query(
      """
      SELECT topic, partition, incarnation, next_offset, high_watermark, seen_at, last_message_at
      FROM ingest_partitions p
      WHERE incarnation = (
        SELECT incarnation FROM ingest_partitions last WHERE last.topic = p.topic ORDER BY seen_at DESC LIMIT 1)
      ORDER BY topic, partition
      """
    ).map(partition)
  }

  /// The partitions of one incarnation of a topic.
  package func partitions(topic: String, incarnation: String) throws -> [Partition] {
    try db.query(
      """
      SELECT topic, partition, incarnation, next_offset, high_watermark, seen_at, last_message_at
      FROM ingest_partitions WHERE topic = \(topic) AND incarnation = \(incarnation) ORDER BY partition
      """
    ).map(partition)
  }

  private func partition(_ row: Row) -> Partition {
    Partition(
      topic: row.text(0), partition: row.int32(1), incarnation: row.text(2), nextOffset: row.int(3),
      highWatermark: row.int(4), seenAt: row.timestamp(5), lastMessageAt: row.optionalTimestamp(6))
  }
}
