import Earnings
import Plays
import Postgres

/// Plays, tracks and markets as derivation reads them.
package struct FactStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Tracks by number.
  package func tracks(_ numbers: [Int32]) throws -> [Int32: PlayedTrack] {
    let rows = try db.query(
      """
      SELECT \(Self.trackColumns)
      FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE t.track_id = ANY(\(.int32s(numbers)))
      """)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), Self.track($0)) })
  }

  /// Columns of `track`, of tracks `t` with artists `a`, albums `b` and labels `l`.
  static let trackColumns: SQL = """
    t.track_id, t.isrc, b.gtin, a.id, a.artist_id, l.id, a.party, NULLIF(t.owned_from, '-infinity'),
      NULLIF(t.owned_until, 'infinity'), t.account
    """

  static func track(_ row: Row) -> PlayedTrack {
    PlayedTrack(
      number: row.int32(0), isrc: ISRC(row.text(1))!, album: GTIN(row.text(2))!, artist: row.text(3),
      artistNumber: row.int32(4), label: row.text(5), party: row.text(6), from: row.optionalDay(7),
      until: row.optionalDay(8), account: row.optionalText(9))
  }

  /// The other times of ownership of recordings that have changed hands, by each of some of their tracks. The usual recording
  /// has none.
  package func otherTimes(_ numbers: [Int32]) throws -> [Int32: [Int32]] {
    guard try hasOwnersByDate() else { return [:] }
    let rows = try db.query(
      """
      SELECT t.track_id, o.track_id FROM tracks t JOIN tracks o ON o.isrc = t.isrc AND o.track_id <> t.track_id
      WHERE t.track_id = ANY(\(.int32s(numbers))) ORDER BY o.owned_from
      """)
    return Dictionary(grouping: rows) { $0.int32(0) }.mapValues { $0.map { $0.int32(1) } }
  }

  /// True if any recording has changed hands on a day.
  package func hasOwnersByDate() throws -> Bool {
    try !db.query("SELECT FROM tracks WHERE owned_from > '-infinity' LIMIT 1").isEmpty
  }

  /// Names in the books of artists that a month's plays or lines name.
  package func artists(_ numbers: Set<Int32>, in period: Period) throws -> ArtistNames {
    let rows = try db.query("SELECT artist_id, party FROM artists WHERE artist_id = ANY(\(.int32s(Array(numbers))))")
    return ArtistNames(Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), $0.text(1)) }), in: period)
  }

  /// Names in the books of all artists.
  package func parties() throws -> [Int32: String] {
    var parties: [Int32: String] = [:]
    try db.copyOut("SELECT artist_id, party FROM artists") { parties[$0.int32(0)] = $0.text(1) }
    return parties
  }

  package func markets() throws -> Markets { Markets(try LiveStore(db).markets()) }

  /// The plays of tracks in a month, added up within stretches of days.
  ///
  /// - Parameter stretches: the first day of each, the month's first among them, ascending.
  /// - Returns: by track, in no order within.
  package func cells(_ tracks: [Int32], _ period: Period, _ stretches: [Day]) throws -> [Int32: [Derivation.Cell]] {
    var cells: [Int32: [Derivation.Cell]] = [:]
    let statement: SQL =
      stretches.count == 1
      ? """
      SELECT track_id, market_id, 1, sum(plays)::bigint FROM plays_daily
      WHERE track_id = ANY(\(.int32s(tracks))) AND day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      GROUP BY track_id, market_id
      """
      : """
      SELECT track_id, market_id, width_bucket(day, \(.dates(stretches.map(\.number)))) AS stretch, sum(plays)::bigint
      FROM plays_daily
      WHERE track_id = ANY(\(.int32s(tracks))) AND day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      GROUP BY track_id, market_id, stretch
      """
    for row in try db.query(statement) {
      cells[row.int32(0), default: []].append(
        Derivation.Cell(day: stretches[Int(row.int(2)) - 1].number, market: row.int32(1), plays: row.int(3)))
    }
    return cells
  }
}
