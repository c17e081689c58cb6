import Plays
import Postgres

/// Events that were not accepted, as they came.
package struct QuarantineStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  package struct Event: Sendable {
    package let id: Int64
    package let source: String
    package let bytes: [UInt8]
    /// Microseconds since 1970.
    package let receivedAt: Int64
    /// The file that it is of, as a source; `nil` for one from a topic.
    package var file: String? { source.hasPrefix("file:") ? source : nil }
  }

  /// Events that are read at a time, and their bytes but for one event.
  private static let (together, bytesTogether) = (5_000, Int64(8 << 20))

  /// Number of events with a reason.
  package func count(_ reason: QuarantineReason) throws -> Int64 {
    try db.query("SELECT count(*) FROM quarantine WHERE reason = \(reason.rawValue)")[0].int(0)
  }

  /// The next events with a reason, behind a number, as many as have room in memory. All are of one file, or of none.
  package func events(_ reason: QuarantineReason, after id: Int64) throws -> [Event] {
    let events = try db.query(
      """
      SELECT quarantine_id, source, bytes, received_at FROM (
        SELECT quarantine_id, source, bytes, received_at,
          sum(octet_length(bytes)) OVER (ORDER BY quarantine_id) - octet_length(bytes) AS before
        FROM (
          SELECT quarantine_id, source, bytes, received_at FROM quarantine
          WHERE reason = \(reason.rawValue) AND quarantine_id > \(id) ORDER BY quarantine_id LIMIT \(Self.together)) q
      ) s WHERE before < \(Self.bytesTogether) ORDER BY quarantine_id
      """
    ).map { Event(id: $0.int(0), source: $0.text(1), bytes: $0.bytes(2), receivedAt: $0.timestamp(3)) }
    return Array(events.prefix { $0.file == events.first?.file })
  }

  /// Names events by the reason for which they are not accepted now.
  package func name(_ reasons: [(id: Int64, reason: String)]) throws {
    try db.query(
      """
      UPDATE quarantine q SET reason = e.reason
      FROM unnest(\(.int64s(reasons.map(\.id))), \(.texts(reasons.map(\.reason)))) AS e (id, reason)
      WHERE q.quarantine_id = e.id
      """)
  }
}
