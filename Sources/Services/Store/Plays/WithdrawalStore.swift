import Ledger
import Postgres

/// Withdrawal of a counted file: what it had added is staged, and subtracted in one transaction.
package struct WithdrawalStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Refusal of a withdrawal. Nothing was written.
  package enum Refusal: Error {
    /// Somebody has counted more of the file since it was read, or some of what was quarantined, or the catalog has
    /// changed: read it again.
    case changed
    /// The totals have less than the file has added, as if they had been changed past the program.
    case missing(cells: Int64)
  }

  /// A line that was not accepted as it was counted.
  package struct Exception: Hashable, Sendable {
    /// Its first byte.
    package let position: Int64
    /// It was counted later.
    package let isReplayed: Bool
  }

  /// A file as it was read again, and how often it met what is on record of it.
  package struct Reading: Sendable {
    package var file: FileStore.Record
    package var catalogVersion: Int64
    /// Lines that stand in quarantine, and lines that were counted later.
    package var quarantined: Int64 = 0
    package var replayed: Int64 = 0

    package var source: String { FileStore.source(of: file.digest) }

    package init(file: FileStore.Record, catalogVersion: Int64) {
      self.file = file
      self.catalogVersion = catalogVersion
    }
  }

  /// Lines that are told of at a time.
  package static let exceptionsAtATime = 10_000

  /// Lines of a file that were not accepted, from a position on, in their order.
  package func exceptions(of source: String, from position: Int64) throws -> [Exception] {
    try db.query(
      """
      SELECT position, false FROM quarantine WHERE source = \(source) AND position >= \(position)
      UNION ALL SELECT position, true FROM quarantine_replays WHERE source = \(source) AND position >= \(position)
      ORDER BY 1 LIMIT \(Self.exceptionsAtATime)
      """
    ).map { Exception(position: $0.int(0), isReplayed: $0.bool(1)) }
  }

  // MARK: Staging, outside of a transaction

  /// Makes room for what is to be taken out.
  package func clear() throws {
    try db.run(
      script: """
        DROP TABLE IF EXISTS withdrawn_parts, withdrawn_waiting, withdrawn, withdrawn_refs, withdrawn_hours;
        CREATE TEMP TABLE withdrawn_parts (track_id int, day date, market_id int, plays bigint);
        CREATE TEMP TABLE withdrawn_waiting (track_ref text, upc text, day date, market_id int, plays bigint);
        """)
  }

  /// Stages a part of what the file had added.
  package func stage(_ batch: PlayBatch) throws {
    try db.copyIn("withdrawn_parts (track_id, day, market_id, plays)", columns: 4) { copy in
      for cell in batch.cells {
        try copy.row()
        copy.int32(cell.track)
        copy.date(cell.day)
        copy.int32(cell.market)
        copy.int64(cell.plays)
      }
    }
    try db.copyIn("withdrawn_waiting (track_ref, upc, day, market_id, plays)", columns: 5) { copy in
      for cell in batch.unmatched {
        try copy.row()
        copy.value(.text(cell.reference))
        copy.value(.text(cell.release))
        copy.date(cell.day)
        copy.int32(cell.market)
        copy.int64(cell.plays)
      }
    }
  }

  /// Adds up what was staged.
  package func settle() throws {
    try db.run(
      script: """
        CREATE TEMP TABLE withdrawn AS
          SELECT track_id, day, market_id, sum(plays)::bigint AS plays FROM withdrawn_parts GROUP BY 1, 2, 3;
        CREATE TEMP TABLE withdrawn_refs AS
          SELECT track_ref, upc, day, market_id, sum(plays)::bigint AS plays FROM withdrawn_waiting GROUP BY 1, 2, 3, 4;
        CREATE TEMP TABLE withdrawn_hours
          (artist_id int, label_id int, hour timestamptz, market_id int, plays bigint);
        ANALYZE withdrawn;
        ANALYZE withdrawn_refs;
        """)
  }

  // MARK: Taking out

  /// Takes out what is staged, with the file's record, its quarantine and its lines, in one transaction. Followers
  /// read the totals anew, and the next posting looks at every month it touches.
  ///
  /// - Returns: plays that were taken out.
  /// - Throws: `Refusal`.
  package func withdraw(_ reading: Reading) throws -> Int64 {
    try db.transaction {
      let file = reading.file
      let month = try db.query(
        """
        SELECT sketched_in FROM ingest_files WHERE digest = \(.bytes(file.digest)) AND epoch = \(file.epoch)
          AND position = \(file.position) FOR UPDATE
        """)
      guard month.count == 1 else { throw Refusal.changed }
      try db.query(IngestGate.together)
      guard try db.query("SELECT version FROM catalog_version FOR SHARE")[0].int(0) == reading.catalogVersion else {
        throw Refusal.changed
      }
      let epoch = try db.query(PendingStore.epoch)[0].int(0)
      let plays = try record(reading)
      try db.query(SketchStore.alone)
      try db.query("DELETE FROM ingest_files WHERE digest = \(.bytes(file.digest))")
      if !month[0].isNull(0) { try SketchStore(db).renew(month[0].date(0)) }
      try forgetLines(reading)
      try takeOfPrimary()
      let missing = try subtractCells() + subtractWaiting() + subtractHours(reading.source)
      guard missing == 0 else { throw Refusal.missing(cells: missing) }
      try db.query(
        """
        INSERT INTO ledger_pending (epoch, period, track_id)
        SELECT DISTINCT \(epoch), date_trunc('month', day)::date, track_id FROM withdrawn ORDER BY 2, 3
        ON CONFLICT DO NOTHING
        """)
      try db.query("UPDATE recent_commits SET recent = '', file = NULL WHERE file = \(reading.source)")
      db.note("\(plays) plays of \(file.name) are taken out")
      try db.query(LiveStore.numbering(cells: nil))
      return plays
    }
  }

  /// Puts the withdrawal on record, in the name of the connection's actor.
  private func record(_ reading: Reading) throws -> Int64 {
    try db.query(
      """
      INSERT INTO ingest_withdrawals (digest, name, size, counted_from, position, accepted_events, quarantined_events,
        replayed_events, plays, started_at, completed_at, withdrawn_by, withdrawn_by_name)
      SELECT digest, name, size, counted_from, position, accepted_events, quarantined_events, \(reading.replayed),
        (SELECT coalesce(sum(plays), 0) FROM withdrawn)::bigint
          + (SELECT coalesce(sum(plays), 0) FROM withdrawn_refs)::bigint,
        started_at, completed_at, \(db.actor.id), \(db.actor.name)
      FROM ingest_files WHERE digest = \(.bytes(reading.file.digest)) RETURNING plays
      """)[0].int(0)
  }

  /// Forgets the lines that were not accepted: exactly those that were met.
  private func forgetLines(_ reading: Reading) throws {
    let quarantined = try db.query("DELETE FROM quarantine WHERE source = \(reading.source)").affected
    let replayed = try db.query("DELETE FROM quarantine_replays WHERE source = \(reading.source)").affected
    guard Int64(quarantined) == reading.quarantined, Int64(replayed) == reading.replayed else {
      throw Refusal.changed
    }
  }

  /// Plays that were counted before their release was told apart are the primary's: what a release has too few of is taken
  /// from there.
  private func takeOfPrimary() throws {
    guard try !db.query("SELECT FROM tracks WHERE release > 0 LIMIT 1").isEmpty else { return }
    try db.run(
      script: """
        CREATE TEMP TABLE withdrawn_before ON COMMIT DROP AS
        WITH had AS MATERIALIZED (
          SELECT p.track_id, p.day, p.market_id, p.plays
          FROM plays_daily p JOIN withdrawn s ON p.track_id = s.track_id AND p.day = s.day AND p.market_id = s.market_id
        )
        SELECT s.track_id, f.track_id AS first_id, s.day, s.market_id, s.plays - coalesce(h.plays, 0) AS plays
        FROM withdrawn s JOIN tracks t USING (track_id)
          JOIN tracks f ON f.isrc = t.isrc AND f.release = 0 AND s.day >= f.owned_from AND s.day < f.owned_until
          LEFT JOIN had h ON h.track_id = s.track_id AND h.day = s.day AND h.market_id = s.market_id
        WHERE t.release > 0 AND s.plays > coalesce(h.plays, 0);
        INSERT INTO withdrawn_parts
        SELECT track_id, day, market_id, -plays FROM withdrawn_before
        UNION ALL SELECT first_id, day, market_id, plays FROM withdrawn_before;
        DELETE FROM withdrawn;
        INSERT INTO withdrawn
        SELECT track_id, day, market_id, sum(plays)::bigint FROM withdrawn_parts GROUP BY 1, 2, 3 HAVING sum(plays) > 0
        """)
  }

  // Of each table first the rows that come to nothing, then those that come to less: rows are counted as they are
  // returned, since the command tag is not theirs where a table is on several nodes.

  /// - Returns: cells of which the totals have less than there is to take out.
  private func subtractCells() throws -> Int64 {
    let gone = try db.query(
      """
      WITH gone AS (
        DELETE FROM plays_daily p USING withdrawn s
        WHERE p.track_id = s.track_id AND p.day = s.day AND p.market_id = s.market_id AND p.plays = s.plays RETURNING 1)
      SELECT count(*) FROM gone
      """)[0].int(0)
    let lessened = try db.query(
      """
      WITH lessened AS (
        UPDATE plays_daily p SET plays = p.plays - s.plays FROM withdrawn s
        WHERE p.track_id = s.track_id AND p.day = s.day AND p.market_id = s.market_id AND p.plays > s.plays RETURNING 1)
      SELECT count(*) FROM lessened
      """)[0].int(0)
    return try db.query("SELECT count(*) FROM withdrawn")[0].int(0) - gone - lessened
  }

  private func subtractWaiting() throws -> Int64 {
    let gone = try db.query(
      """
      WITH gone AS (
        DELETE FROM plays_unmatched p USING withdrawn_refs s
        WHERE p.track_ref = s.track_ref AND p.upc = s.upc AND p.day = s.day AND p.market_id = s.market_id
          AND p.plays = s.plays RETURNING 1)
      SELECT count(*) FROM gone
      """)[0].int(0)
    let lessened = try db.query(
      """
      WITH lessened AS (
        UPDATE plays_unmatched p SET plays = p.plays - s.plays FROM withdrawn_refs s
        WHERE p.track_ref = s.track_ref AND p.upc = s.upc AND p.day = s.day AND p.market_id = s.market_id
          AND p.plays > s.plays RETURNING 1)
      SELECT count(*) FROM lessened
      """)[0].int(0)
    return try db.query("SELECT count(*) FROM withdrawn_refs")[0].int(0) - gone - lessened
  }

  private func subtractHours(_ source: String) throws -> Int64 {
    try db.query(
      """
      INSERT INTO withdrawn_hours (artist_id, label_id, hour, market_id, plays)
      SELECT u.artist_id, u.label_id, u.hour, u.market_id, sum(u.plays)::bigint
      FROM ingest_file_hours f,
        unnest(f.artists, f.labels, f.hours, f.markets, f.plays) AS u (artist_id, label_id, hour, market_id, plays)
      WHERE f.source = \(source) GROUP BY 1, 2, 3, 4
      """)
    try db.query("DELETE FROM ingest_file_hours WHERE source = \(source)")
    let gone = try db.query(
      """
      WITH gone AS (
        DELETE FROM plays_hourly p USING withdrawn_hours s
        WHERE p.artist_id = s.artist_id AND p.label_id = s.label_id AND p.hour = s.hour AND p.market_id = s.market_id
          AND p.plays = s.plays RETURNING 1)
      SELECT count(*) FROM gone
      """)[0].int(0)
    let lessened = try db.query(
      """
      WITH lessened AS (
        UPDATE plays_hourly p SET plays = p.plays - s.plays FROM withdrawn_hours s
        WHERE p.artist_id = s.artist_id AND p.label_id = s.label_id AND p.hour = s.hour AND p.market_id = s.market_id
          AND p.plays > s.plays RETURNING 1)
      SELECT count(*) FROM lessened
      """)[0].int(0)
    return try db.query("SELECT count(*) FROM withdrawn_hours")[0].int(0) - gone - lessened
  }
}
