import Plays
import Postgres

/// Snapshot and commits, from which totals in memory start and which they follow.
package struct LiveStore {
  let db: Connection

  /// The NOTIFY channel on which every commit is announced.
  package static let channel: StaticString = "ledgerline_live"

  package init(_ db: Connection) {
    self.db = db
  }

  /// One commit of ingest, as `recent_commits` has it.
  package struct Commit: Sendable {
    package let generation: Int64
    /// Microseconds since 1970.
    package let committedAt: Int64
    /// `nil` where the totals must be read anew.
    package let moments: [PlayAggregator.Moment]?
  }

  /// Numbers a commit of plays and announces it. The last statement before COMMIT.
  static func numbering(moments: [UInt8]?) -> SQL {
    """
    WITH numbered AS (
      UPDATE versions SET generation = generation + 1 RETURNING generation
    ), forgotten AS (
      DELETE FROM recent_commits WHERE committed_at < clock_timestamp() - interval '1 hour'
    ), listed AS (
      INSERT INTO recent_commits (generation, moments)
      SELECT generation, \(moments.map { Value.bytes($0) } ?? .null)::bytea FROM numbered
    )
    SELECT pg_notify('ledgerline_live', 'plays') FROM numbered
    """
  }

  /// Tells everyone to read the totals anew, inside the caller's transaction.
  func announceReload() throws { try db.query(Self.numbering(moments: nil)) }

  /// Tells everyone that rates or exchange rates have changed, inside the caller's transaction.
  func announceRates() throws { try db.query("SELECT pg_notify('ledgerline_live', 'rates')") }

  package func generation() throws -> Int64 { try db.query("SELECT generation FROM versions")[0].int(0) }

  /// The commits after a generation, in order. A gap at the start means they were forgotten: read the totals anew.
  package func commits(after generation: Int64) throws -> [Commit] {
    try db.query(
      "SELECT generation, committed_at, moments FROM recent_commits WHERE generation > \(generation) ORDER BY generation"
    ).map { row in
      Commit(
        generation: row.int(0), committedAt: row.timestamp(1),
        moments: row.isNull(2) ? nil : row.withBytes(2, MomentFormat.decode))
    }
  }

  /// The moments that the commits of the last seconds listed, one commit at a time.
  package func recentMoments(seconds: Int32, _ body: (PlayAggregator.Moment) -> Void) throws {
    let generations = try db.query(
      """
      SELECT generation FROM recent_commits
      WHERE committed_at >= clock_timestamp() - make_interval(secs => \(seconds)) AND moments IS NOT NULL
      ORDER BY generation
      """)
    for row in generations {
      let commit = try db.query("SELECT moments FROM recent_commits WHERE generation = \(row.int(0))")
      for moment in commit.first?.withBytes(0, MomentFormat.decode) ?? [] { body(moment) }
    }
  }

  /// Every cell of the totals.
  package func cells(_ body: (PlayBatch.Cell) -> Void) throws {
    try db.copyOut("SELECT track_id, day, market_id, plays FROM plays_daily") { row in
      body(PlayBatch.Cell(track: row.int32(0), day: row.date(1), market: row.int32(2), plays: row.int64(3)))
    }
  }

  /// An estimate of how many cells there are.
  package func cellEstimate() throws -> Int64 {
    try db.query("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'plays_daily'::regclass")[0].int(0)
  }

  /// All markets by id.
  package func markets() throws -> [(id: Int32, market: Market)] {
    try db.query("SELECT market_id, platform, country, tier FROM markets").map {
      ($0.int32(0), Market(platform: $0.text(1), country: Country($0.text(2))!, tier: $0.text(3)))
    }
  }
}
