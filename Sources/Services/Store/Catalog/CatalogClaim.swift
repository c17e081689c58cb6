import Plays
import Postgres

/// Part of a catalog's import that touches plays and books: behind the gate, so that nothing is counted meanwhile. It looks
/// at what `CatalogStage.compare` has found to be new.
struct CatalogClaim {
  let db: Connection
  /// Number that changes are marked under for the next posting.
  let epoch: Int64

  /// Cells claimed by one import that are listed for those who follow. Of more, reading the totals anew is cheaper.
  private static let listedCells = 2_000_000

  /// References that plays may have waited for and that are known now: ISRCs of new tracks, and new ids; with the
  /// times of ownership of each, and the barcode of each of several releases.
  static let learned: SQL = """
    SELECT r.ref, t.track_id, t.owned_from, t.owned_until, x.gtin AS upc, coalesce(s.barcodes, '{}') AS barcodes
    FROM (
      SELECT isrc AS ref, isrc FROM catalog_changes WHERE track_id IS NULL
      UNION ALL SELECT id, isrc FROM catalog_new_ids) r
      JOIN tracks t USING (isrc)
      LEFT JOIN \(FactStore.releases) AS x ON x.isrc = t.isrc AND x.release = t.release
      LEFT JOIN (SELECT y.isrc, array_agg(y.gtin) AS barcodes FROM \(FactStore.releases) AS y GROUP BY y.isrc) s
        ON s.isrc = t.isrc
    """

  /// Plays `u` that waited for what is known now as `k`: each is of the track of its day, and of the release that it names;
  /// of the primary one where it names none, or one on which the recording is not known to stand.
  static let waited: SQL = """
    u.track_ref = k.ref AND u.day >= k.owned_from AND u.day < k.owned_until
      AND CASE WHEN k.upc IS NULL THEN u.upc <> ALL (k.barcodes) ELSE u.upc = k.upc END
    """

  /// A track that goes to others takes its plays along: every month of it is marked for the next posting.
  func markMoved() throws {
    guard try !db.query("SELECT FROM catalog_changes WHERE moves LIMIT 1").isEmpty else { return }
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
      SELECT \(epoch), period, track_id, true FROM ledger_lines
        WHERE track_id IN (SELECT track_id FROM catalog_changes WHERE moves)
      UNION SELECT \(epoch), date_trunc('month', day)::date, track_id, true FROM plays_daily
        WHERE track_id IN (SELECT track_id FROM catalog_changes WHERE moves)
      ON CONFLICT DO NOTHING
      """)
  }

  /// Gives the plays of days that are somebody else's from now on to the track of that time, and marks what that changes for
  /// the next posting.
  func takeDays() throws {
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_splits ON COMMIT DROP AS
        SELECT t.track_id, x.former, t.owned_from, t.owned_until
        FROM catalog_times x
          JOIN tracks t ON t.isrc = x.isrc AND t.release = x.release AND t.owned_from = x.owned_from WHERE x.former IS NOT NULL
        """)
    guard try !db.query("SELECT FROM catalog_splits LIMIT 1").isEmpty else { return }
    try db.run(
      script: """
        ANALYZE catalog_splits;
        CREATE TEMP TABLE catalog_taken (track_id int, former int, day date, market_id int, plays bigint) ON COMMIT DROP;
        INSERT INTO catalog_taken
        SELECT s.track_id, p.track_id, p.day, p.market_id, p.plays
        FROM plays_daily p JOIN catalog_splits s ON s.former = p.track_id
        WHERE p.day >= s.owned_from AND p.day < s.owned_until;
        ANALYZE catalog_taken;
        DELETE FROM plays_daily p USING catalog_taken s
        WHERE p.track_id = s.former AND p.day = s.day AND p.market_id = s.market_id;
        INSERT INTO plays_daily (track_id, day, market_id, plays)
        SELECT track_id, day, market_id, plays FROM catalog_taken ORDER BY 1, 2, 3
        """)
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
      SELECT DISTINCT \(epoch), date_trunc('month', day)::date, track_id, true FROM (
        SELECT day, track_id FROM catalog_taken UNION ALL SELECT day, former FROM catalog_taken) d
      ON CONFLICT DO NOTHING
      """)
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
      SELECT DISTINCT \(epoch), l.period, l.track_id, true FROM ledger_lines l JOIN catalog_splits s ON s.former = l.track_id
      WHERE l.period >= date_trunc('month', s.owned_from)::date AND l.period < s.owned_until
      ON CONFLICT DO NOTHING
      """)
  }

  /// Rows of accepted reports that name a release which is told apart from now on are that one's: the recording is looked at
  /// again.
  func markReleases() throws {
    guard try !db.query("SELECT FROM catalog_times WHERE track_id IS NULL AND release > 0 LIMIT 1").isEmpty else {
      return
    }
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
      SELECT DISTINCT \(epoch), r.period, t.track_id, true
      FROM catalog_times x JOIN tracks t USING (isrc) JOIN acceptance_lines l ON l.isrc = x.isrc AND l.upc = x.gtin
        JOIN acceptances r USING (acceptance_id)
      WHERE x.track_id IS NULL AND x.release > 0
      ON CONFLICT DO NOTHING
      """)
  }

  /// Reports had the money of a track that was unknown under track 0: both are looked at again.
  func markReported() throws {
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id)
      SELECT DISTINCT \(epoch), q.period, u.track_id FROM (
        SELECT r.period, t.track_id
        FROM catalog_changes e JOIN tracks t USING (isrc) JOIN acceptance_lines l USING (isrc)
          JOIN acceptances r USING (acceptance_id)
        WHERE e.track_id IS NULL
        EXCEPT SELECT p.period, p.track_id FROM ledger_lines p
          WHERE p.reported AND p.track_id IN (
            SELECT t.track_id FROM catalog_changes e JOIN tracks t USING (isrc) WHERE e.track_id IS NULL)
      ) q, LATERAL (VALUES (0), (q.track_id)) AS u (track_id)
      ON CONFLICT DO NOTHING
      """)
  }

  /// Moves the plays that waited for a track, or for an id, which is now known.
  ///
  /// - Returns: how many they are, and the cells that they have become; no cells where reading the totals anew is
  ///   cheaper than to list them.
  func takePlays() throws -> (plays: Int64, cells: [PlayBatch.Cell]?) {
    // Whoever writes cells of a day lists it before.
    try db.query(
      """
      INSERT INTO plays_days (day)
      SELECT DISTINCT u.day FROM plays_unmatched u JOIN (\(Self.learned)) k ON \(Self.waited)
      ON CONFLICT DO NOTHING
      """)
    let rows = try db.query(
      """
      WITH claimed AS (
        DELETE FROM plays_unmatched u USING (\(Self.learned)) k WHERE \(Self.waited)
        RETURNING k.track_id, u.day, u.market_id, u.plays
      ), cells AS (
        SELECT track_id, day, market_id, sum(plays)::bigint AS plays FROM claimed GROUP BY 1, 2, 3
      ), marked AS (
        INSERT INTO ledger_pending (epoch, period, track_id)
        SELECT DISTINCT \(epoch), date_trunc('month', day)::date, track_id FROM cells
        ON CONFLICT DO NOTHING
      ), merged AS (
        INSERT INTO plays_daily (track_id, day, market_id, plays)
        SELECT track_id, day, market_id, plays FROM cells ORDER BY 1, 2, 3
        ON CONFLICT (track_id, day, market_id) DO UPDATE SET plays = plays_daily.plays + excluded.plays
      )
      SELECT track_id, day, market_id, plays, (SELECT sum(plays)::bigint FROM cells) FROM cells ORDER BY 1, 2, 3
      LIMIT \(Int64(Self.listedCells + 1))
      """)
    let plays = rows.first?.int(4) ?? 0
    guard rows.count <= Self.listedCells else { return (plays, nil) }
    return (
      plays,
      rows.map { PlayBatch.Cell(track: $0.int32(0), day: $0.date(1), market: $0.int32(2), plays: $0.int(3)) }
    )
  }
}
