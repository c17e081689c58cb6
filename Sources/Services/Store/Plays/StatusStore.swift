import Postgres

/// Plays taken in, and how far behind we are.
package struct StatusStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Counts over everything ever taken in.
  package struct Counts: Sendable, Hashable {
    package var acceptedEvents: Int64 = 0
    package var quarantinedEvents: Int64 = 0
    package var repeatedEvents: Int64 = 0
    package var unmatchedPlays: Int64 = 0
    package var quarantinedByReason: [String: Int64] = [:]

    package init() {}
  }

  /// Freshness of the totals.
  package struct Freshness: Sendable, Hashable {
    /// The database's clock, in microseconds since 1970.
    package var asOf: Int64 = 0
    /// Every message the broker stamped before it is counted; `nil` where there is no live source. Microseconds.
    package var completeThrough: Int64?
    /// Messages at the broker that are not counted yet.
    package var lagEvents: Int64 = 0

    package init() {}
  }

  /// Counts and freshness of the totals, and the number of the commit that they include last.
  package struct State: Sendable, Hashable {
    package var generation: Int64 = 0
    package var freshness = Freshness()
    package var counts = Counts()

    package init() {}
  }

  package func state() throws -> State {
    var state = State()
    state.generation = try LiveStore(db).generation()
    state.freshness = try freshness()
    state.counts = try counts()
    return state
  }

  package func counts() throws -> Counts {
    var counts = Counts()
    let row = try db.query(
      """
      SELECT sum(a)::bigint, sum(q)::bigint, (SELECT coalesce(sum(plays), 0)::bigint FROM plays_unmatched),
        (SELECT coalesce(sum(repeated_events), 0)::bigint FROM ingest_partitions)
      FROM (SELECT 0 AS a, 0 AS q
        UNION ALL SELECT accepted_events, quarantined_events FROM ingest_partitions
        UNION ALL SELECT accepted_events, quarantined_events FROM ingest_files
        UNION ALL SELECT count(*), -count(*) FROM quarantine_replays) s
      """)[0]
    counts.acceptedEvents = row.int(0)
    counts.quarantinedEvents = row.int(1)
    counts.unmatchedPlays = row.int(2)
    counts.repeatedEvents = row.int(3)
    for row in try db.query("SELECT reason, count(*) FROM quarantine GROUP BY reason") {
      counts.quarantinedByReason[row.text(0)] = row.int(1)
    }
    return counts
  }

  /// Events of one topic that were counted or quarantined.
  package func taken(topic: String, incarnation: String) throws -> Int64 {
    try db.query(
      """
      SELECT coalesce(sum(accepted_events + quarantined_events + repeated_events), 0)::bigint FROM ingest_partitions
      WHERE topic = \(topic) AND incarnation = \(incarnation)
      """)[0].int(0)
  }

  /// The incarnation of each topic that was looked at last: the partitions of a broker that is gone do not count.
  package func freshness() throws -> Freshness {
    let row = try db.query(
      """
      SELECT clock_timestamp(),
        min(CASE WHEN next_offset >= high_watermark THEN seen_at ELSE coalesce(last_message_at, 'epoch') END),
        coalesce(sum(high_watermark - next_offset), 0)::bigint
      FROM ingest_partitions p
      WHERE incarnation = (
        SELECT incarnation FROM ingest_partitions last WHERE last.topic = p.topic ORDER BY seen_at DESC LIMIT 1)
      """)[0]
    var freshness = Freshness()
    freshness.asOf = row.timestamp(0)
    freshness.completeThrough = row.optionalTimestamp(1)
    freshness.lagEvents = row.int(2)
    return freshness
  }
}
