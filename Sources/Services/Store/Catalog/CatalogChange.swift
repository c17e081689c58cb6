import Earnings
import Plays
import Postgres

/// An import of the catalog that is written and not committed, as far as it touches what was earned: tracks that go to
/// others, and those that are learned while plays or reported money wait for them.
///
/// It is looked at before the gate: plays that are counted meanwhile come with the next posting, under their new owner.
package struct CatalogChange {
  let db: Connection

  /// Keeps whose the tracks are that are about to go to others.
  func keepOwners() throws {
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_owners ON COMMIT DROP AS
        SELECT t.track_id, t.artist_id, t.album_id, t.label_id
        FROM catalog_changes e JOIN tracks t USING (track_id) WHERE e.moves;
        ANALYZE catalog_owners
        """)
  }

  /// Plays that wait for what is learned.
  package func waitingPlays() throws -> Int64 {
    try db.query(
      "SELECT coalesce(sum(u.plays), 0)::bigint FROM plays_unmatched u JOIN (\(CatalogClaim.learned)) k ON u.track_ref = k.ref"
    )[0].int(0)
  }

  /// Lists the plays up to a day that wait for what is learned: before anything is asked of them.
  package func listWaiting(through day: Day) throws {
    try db.run(
      script: "CREATE TEMP TABLE catalog_waiting (track_id int, day date, market_id int, plays bigint) ON COMMIT DROP")
    try db.query(
      """
      INSERT INTO catalog_waiting
      SELECT k.track_id, u.day, u.market_id, sum(u.plays)::bigint
      FROM plays_unmatched u JOIN (\(CatalogClaim.learned)) k ON u.track_ref = k.ref
      WHERE u.day <= \(.date(day.number)) GROUP BY 1, 2, 3
      """)
  }

  /// The months of plays that wait.
  package func waitingMonths() throws -> [Period] {
    try db.query("SELECT DISTINCT date_trunc('month', day)::date FROM catalog_waiting ORDER BY 1").map { $0.period(0) }
  }

  /// Tracks that go to others and have plays or posted lines in a month, in order.
  package func moved(_ period: Period) throws -> [Int32] {
    try db.query(
      """
      SELECT track_id FROM plays_daily
      WHERE day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
        AND track_id IN (SELECT track_id FROM catalog_owners)
      UNION SELECT track_id FROM ledger_lines
      WHERE period = \(.period(period)) AND track_id IN (SELECT track_id FROM catalog_owners) ORDER BY 1
      """
    ).map { $0.int32(0) }
  }

  /// Those of some tracks that go to others, as they were.
  package func former(_ numbers: [Int32]) throws -> [Int32: PlayedTrack] {
    let rows = try db.query(
      """
      SELECT t.track_id, t.isrc, b.gtin, a.id, a.artist_id, l.id, a.party
      FROM catalog_owners o JOIN tracks t USING (track_id) JOIN artists a ON a.artist_id = o.artist_id
        JOIN albums b ON b.album_id = o.album_id JOIN labels l ON l.label_id = o.label_id
      WHERE o.track_id = ANY(\(.int32s(numbers)))
      """)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), FactStore.track($0)) })
  }

  /// Tracks for which plays wait in a month, or that are new and were reported in it, in order.
  package func learned(_ period: Period) throws -> [Int32] {
    try db.query(
      """
      SELECT track_id FROM catalog_waiting
      WHERE day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      UNION SELECT t.track_id
      FROM catalog_changes e JOIN tracks t USING (isrc) JOIN acceptance_lines l USING (isrc)
        JOIN acceptances r USING (acceptance_id)
      WHERE e.track_id IS NULL AND r.period = \(.period(period)) ORDER BY 1
      """
    ).map { $0.int32(0) }
  }

  /// Those of some tracks that are new.
  package func new(_ numbers: [Int32]) throws -> Set<Int32> {
    Set(
      try db.query(
        """
        SELECT t.track_id FROM catalog_changes e JOIN tracks t USING (isrc)
        WHERE e.track_id IS NULL AND t.track_id = ANY(\(.int32s(numbers)))
        """
      ).map { $0.int32(0) })
  }

  /// The plays that wait for tracks in a month, added up within stretches of days as `FactStore.cells` does.
  package func waiting(
    _ tracks: [Int32], _ period: Period, _ stretches: [Day]
  ) throws -> [Int32: [Derivation.Cell]] {
    var cells: [Int32: [Derivation.Cell]] = [:]
    let rows = try db.query(
      """
      SELECT track_id, market_id, width_bucket(day, \(.dates(stretches.map(\.number)))) AS stretch, sum(plays)::bigint
      FROM catalog_waiting
      WHERE track_id = ANY(\(.int32s(tracks)))
        AND day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      GROUP BY track_id, market_id, stretch
      """)
    for row in rows {
      cells[row.int32(0), default: []].append(
        Derivation.Cell(day: stretches[Int(row.int(2)) - 1].number, market: row.int32(1), plays: row.int(3)))
    }
    return cells
  }
}
