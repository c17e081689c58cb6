import Postgres

/// Ids of events that were counted within a window, and events that were dropped because of them.
package struct EventIDStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Ids of one partition and hour, 16 bytes each.
  package struct Counted: Sendable, Hashable {
    package var partition: Int32
    /// Hours since 1970.
    package var hour: Int32
    package var ids: [UInt8]

    package init(partition: Int32, hour: Int32, ids: [UInt8]) {
      self.partition = partition
      self.hour = hour
      self.ids = ids
    }
  }

  /// An event that was dropped.
  package struct Repeated: Sendable, Hashable {
    package var partition: Int32
    package var position: Int64
    package var id: String
    /// Microseconds since 1970.
    package var receivedAt: Int64

    package init(partition: Int32, position: Int64, id: String, receivedAt: Int64) {
      self.partition = partition
      self.position = position
      self.id = id
      self.receivedAt = receivedAt
    }
  }

  /// News of one commit.
  package struct News: Sendable {
    package var counted: [Counted] = []
    package var repeated: [Repeated] = []
    /// Hours from which on ids are kept, by partition.
    package var keptFrom: [Int32: Int32] = [:]

    package init() {}
  }

  /// Hands over the ids of a partition, from the window before its latest hour on, some at a time.
  package func read(
    topic: String, incarnation: String, partition: Int32, window: Int32, _ body: (_ hour: Int32, [UInt8]) -> Void
  ) throws {
    let rows = try db.query(
      """
      SELECT DISTINCT hour FROM event_ids
      WHERE topic = \(topic) AND incarnation = \(incarnation) AND partition = \(partition) ORDER BY 1
      """)
    guard let last = rows.last?.int32(0) else { return }
    for row in rows where row.int32(0) >= last - window {
      // An hour at a time: it has to have room in memory in any case.
      let parts = try db.query(
        """
        SELECT ids FROM event_ids WHERE topic = \(topic) AND incarnation = \(incarnation)
          AND partition = \(partition) AND hour = \(row.int32(0))
        """)
      for part in parts { body(row.int32(0), part.bytes(0)) }
    }
  }

  /// Writes the news of a commit, in its transaction.
  func write(_ news: News, topic: String, incarnation: String) throws {
    if !news.counted.isEmpty {
      try db.query(
        """
        INSERT INTO event_ids (topic, partition, incarnation, hour, ids)
        SELECT \(topic), e.partition, \(incarnation), e.hour, e.ids FROM unnest(
          \(.int32s(news.counted.map(\.partition))), \(.int32s(news.counted.map(\.hour))),
          \(.bytesList(news.counted.map(\.ids)))) AS e (partition, hour, ids)
        """)
    }
    if !news.repeated.isEmpty {
      try db.query(
        """
        INSERT INTO repeated_events (topic, partition, incarnation, position, event_id, received_at)
        SELECT \(topic), e.partition, \(incarnation), e.position, e.event_id, e.received_at FROM unnest(
          \(.int32s(news.repeated.map(\.partition))), \(.int64s(news.repeated.map(\.position))),
          \(.texts(news.repeated.map(\.id))), \(.timestamps(news.repeated.map(\.receivedAt)))
        ) AS e (partition, position, event_id, received_at)
        """)
    }
    for (partition, hour) in news.keptFrom.sorted(by: { $0.key < $1.key }) {
      try db.query(
        """
        DELETE FROM event_ids WHERE topic = \(topic) AND incarnation = \(incarnation)
          AND partition = \(partition) AND hour < \(hour)
        """)
    }
  }
}
