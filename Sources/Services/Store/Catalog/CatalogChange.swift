import Earnings
import Plays
import Postgres

/// An import of the catalog that is written and not committed, as far as it touches what was earned: tracks that go to
/// others, and those that are learned while plays or reported money wait for them.
///
/// It is looked at before the gate: plays that are counted meanwhile come with the next posting, under their new owner.
package struct CatalogChange {
  let db: Connection

  /// Keeps whose the tracks are that are about to go to others, and the times of ownership of recordings that get others.
  func keepOwners() throws {
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_owners ON COMMIT DROP AS
        SELECT t.track_id, t.artist_id, t.album_id, t.label_id, t.account
        FROM catalog_changes e JOIN tracks t USING (track_id)
        WHERE e.moves AND NOT EXISTS (SELECT FROM catalog_owned o WHERE o.isrc = e.isrc);
        ANALYZE catalog_owners;
        CREATE TEMP TABLE catalog_former_times ON COMMIT DROP AS
        SELECT t.track_id, t.isrc, t.owned_from, t.owned_until, t.release, t.artist_id, t.album_id, t.label_id,
          t.account FROM tracks t
        WHERE t.isrc IN (SELECT isrc FROM catalog_times);
        ANALYZE catalog_former_times
        """)
  }

  /// Plays that wait for what is learned.
  package func waitingPlays() throws -> Int64 {
    try db.query(
      "SELECT coalesce(sum(u.plays), 0)::bigint FROM plays_unmatched u JOIN (\(CatalogClaim.learned)) k ON \(CatalogClaim.waited)"
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
      FROM plays_unmatched u JOIN (\(CatalogClaim.learned)) k ON \(CatalogClaim.waited)
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
      SELECT \(FactStore.trackColumns)
      FROM (
        SELECT t.track_id, t.isrc, t.owned_from, t.owned_until, t.release, o.artist_id, o.album_id, o.label_id, o.account
        FROM catalog_owners o JOIN tracks t USING (track_id)) t
        JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE t.track_id = ANY(\(.int32s(numbers)))
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

// MARK: Recordings that get other owners from a day on

extension CatalogChange {
  /// A time of ownership and the tracks of both: as it was, and as it is.
  package struct Times: Sendable {
    package var former: [PlayedTrack] = []
    package var new: [PlayedTrack] = []
  }

  /// Recordings whose owners change on days of a month, or that are told apart by release from now on, in which they have plays or posted lines, by ISRC and in order.
  package func sharedAnew(_ period: Period) throws -> [String] {
    let tracks = try db.query(
      """
      SELECT DISTINCT f.track_id, f.isrc FROM catalog_former_times f JOIN catalog_times x USING (isrc)
      WHERE (x.moves OR x.former IS NOT NULL OR x.track_id IS NULL AND x.release > 0) AND coalesce(x.owned_from, '-infinity') <= \(.date(period.last.number))
        AND coalesce(x.owned_until, 'infinity') > \(.date(period.first.number))
      """)
    if tracks.isEmpty { return [] }
    let names = Dictionary(uniqueKeysWithValues: tracks.map { ($0.int32(0), $0.text(1)) })
    let found = try db.query(
      """
      SELECT track_id FROM plays_daily
      WHERE day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
        AND track_id = ANY(\(.int32s(names.keys.sorted())))
      UNION SELECT track_id FROM ledger_lines
      WHERE period = \(.period(period)) AND track_id = ANY(\(.int32s(names.keys.sorted())))
      """)
    return Set(found.compactMap { names[$0.int32(0)] }).sorted()
  }

  /// The days of a month on which some recordings begin to be others', as it was and as it is: none is taken away.
  package func daysOfChange(_ recordings: [String], _ period: Period) throws -> [Day] {
    try db.query(
      """
      SELECT DISTINCT owned_from FROM tracks WHERE isrc = ANY(\(.texts(recordings)))
        AND owned_from BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      """
    ).map { Day(number: $0.date(0)) }
  }

  /// The times of ownership of some recordings, by ISRC.
  package func times(_ recordings: [String]) throws -> [String: Times] {
    var times: [String: Times] = [:]
    let former = try db.query(
      """
      SELECT \(FactStore.trackColumns)
      FROM catalog_former_times t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE t.isrc = ANY(\(.texts(recordings))) ORDER BY t.release, t.owned_from
      """)
    for row in former { times[row.text(1), default: Times()].former.append(FactStore.track(row)) }
    let new = try db.query(
      """
      SELECT \(FactStore.trackColumns)
      FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE t.isrc = ANY(\(.texts(recordings))) ORDER BY t.release, t.owned_from
      """)
    for row in new { times[row.text(1), default: Times()].new.append(FactStore.track(row)) }
    return times
  }
}
