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

  /// One numbered commit, as `recent_commits` has it, without what it has added.
  package struct Commit: Sendable, Hashable {
    package let generation: Int64
    /// Microseconds since 1970.
    package let committedAt: Int64
    /// The catalog's version that it made; `nil` where it left the catalog as it was.
    package let catalogVersion: Int64?
    /// Bytes in which its plays are listed; `nil` where the totals must be read anew.
    package let size: Int?
  }

  /// Plays that one commit has added, as those who follow it learn them.
  package struct Addition: Sendable {
    package let generation: Int64
    /// Everything that was added to the totals, in the order of track, day and market. `nil` where the totals must be
    /// read anew.
    package let cells: [PlayBatch.Cell]?
    /// Those of the plays that were of the last hour.
    package let moments: [PlayAggregator.Moment]
  }

  /// Numbers a commit and announces it. The last statement before COMMIT.
  ///
  /// - Parameters:
  ///   - cells: everything it has added to the totals; `nil` to have them read anew by everyone.
  ///   - moments: those of the plays that were of the last hour.
  ///   - file: the file that they are of, as a source.
  ///   - catalogVersion: the version that it has made of the catalog, if it has.
  static func numbering(
    cells: [PlayBatch.Cell]?, moments: [PlayAggregator.Moment] = [], file: String? = nil, catalogVersion: Int64? = nil
  ) -> SQL {
    """
    WITH numbered AS (
      UPDATE versions SET generation = generation + 1 RETURNING generation
    ), forgotten AS (
      DELETE FROM recent_commits WHERE committed_at < clock_timestamp() - interval '1 hour'
    ), listed AS (
      INSERT INTO recent_commits (generation, cells, recent, file, catalog_version)
      SELECT generation, \(cells.map { Value.bytes(PlaysFormat.encode($0)) } ?? .null)::bytea,
        \(.bytes(PlaysFormat.encode(moments))), \(moments.isEmpty ? nil : file)::text, \(catalogVersion)::bigint
      FROM numbered
    )
    SELECT pg_notify('ledgerline_live', 'plays') FROM numbered
    """
  }

  /// Tells everyone that rates, exchange rates or accepted reports have changed, inside the caller's transaction.
  func announceRates() throws { try db.query("SELECT pg_notify('ledgerline_live', 'rates')") }

  package func generation() throws -> Int64 { try db.query("SELECT generation FROM versions")[0].int(0) }

  /// The commits from a generation on, in order. A gap means that some were forgotten: read the totals anew.
  package func commits(from generation: Int64) throws -> [Commit] {
    try db.query(
      """
      SELECT generation, committed_at, catalog_version, octet_length(cells) + octet_length(recent)
      FROM recent_commits
      WHERE generation >= \(generation) ORDER BY generation
      """
    ).map { row in
      Commit(
        generation: row.int(0), committedAt: row.timestamp(1), catalogVersion: row.optionalInt(2),
        size: row.optionalInt(3).map { Int($0) })
    }
  }

  /// Plays that the commits of some generations have added, in order. All of them are in memory at once.
  package func additions(_ generations: ClosedRange<Int64>) throws -> [Addition] {
    try db.query(
      """
      SELECT generation, cells, recent FROM recent_commits
      WHERE generation >= \(generations.lowerBound) AND generation <= \(generations.upperBound) ORDER BY generation
      """
    ).map { row in
      Addition(
        generation: row.int(0), cells: row.isNull(1) ? nil : row.withBytes(1, PlaysFormat.cells),
        moments: row.withBytes(2, PlaysFormat.moments) ?? [])
    }
  }

  /// Plays of the last hour that the commits of the last seconds listed, one commit at a time.
  package func recentMoments(seconds: Int32, _ body: (PlayAggregator.Moment) -> Void) throws {
    let generations = try db.query(
      """
      SELECT generation FROM recent_commits
      WHERE committed_at >= clock_timestamp() - make_interval(secs => \(seconds)) AND recent <> ''
      ORDER BY generation
      """)
    for row in generations {
      let commit = try db.query("SELECT recent FROM recent_commits WHERE generation = \(row.int(0))")
      for moment in commit.first?.withBytes(0, PlaysFormat.moments) ?? [] { body(moment) }
    }
  }

  /// Every cell of the totals, in no particular order.
  package func cells(_ body: (PlayBatch.Cell) -> Void) throws { try cells(in: 0..<Int64.max, body) }

  /// The cells of a part of the totals.
  ///
  /// - Parameter blocks: of the table, up to `cellBlocks`; several connections that have one snapshot can each read some.
  package func cells(in blocks: Range<Int64>, _ body: (PlayBatch.Cell) -> Void) throws {
    let last = min(blocks.upperBound - 1, Int64(UInt32.max) - 1)
    try db.copyOut(
      """
      SELECT track_id, day, market_id, plays FROM plays_daily
      WHERE ctid >= '(\(blocks.lowerBound),0)' AND ctid <= '(\(last),65535)'
      """
    ) { row in
      body(PlayBatch.Cell(track: row.int32(0), day: row.date(1), market: row.int32(2), plays: row.int64(3)))
    }
  }

  /// Number of blocks that the totals take; of the largest shard, where there are several. What is committed later may be
  /// in blocks behind them.
  package func cellBlocks() throws -> Int64 {
    let largest: SQL = """
      SELECT max(result::bigint) / current_setting('block_size')::bigint
      FROM run_command_on_shards('plays_daily', $$SELECT pg_relation_size('%s')$$)
      """
    let whole: SQL = "SELECT pg_relation_size('plays_daily') / current_setting('block_size')::bigint"
    return try db.query(Nodes(db).areSeveral ? largest : whole)[0].int(0)
  }

  /// An estimate of how many cells there are.
  package func cellEstimate() throws -> Int64 {
    try RowEstimate(db: db).rows(of: "plays_daily")
  }

  /// All markets by id.
  package func markets() throws -> [(id: Int32, market: Market)] {
    try db.query("SELECT market_id, platform, country, tier FROM markets").map {
      ($0.int32(0), Market(platform: $0.text(1), country: Country($0.text(2))!, tier: $0.text(3)))
    }
  }
}
