import Postgres

/// Index of the names that events have for tracks: kept in memory by ingest.
package struct CatalogIndex: Sendable {
  /// A track as ingest needs it.
  package struct Track: Sendable {
    package let id: Int32
    package let artist: Int32
    package let label: Int32
  }

  /// The catalog's version that this is.
  package let version: Int64
  private let tracks: [String: Track]
  /// Times of ownership of those that have changed hands, by the track of the first days: by their days, the last first.
  private let times: [Int32: [(from: Int32, track: Track)]]
  /// Releases of those that stand on several, by the track of the first days and the barcode: their tracks of the first days.
  private let releases: [Int32: [String: Track]]

  /// Reads the whole catalog as of one moment.
  package init(_ db: Connection) throws {
    var version: Int64 = 0
    var tracks: [String: Track] = [:]
    var times: [Int32: [(from: Int32, track: Track)]] = [:]
    var releases: [Int32: [String: Track]] = [:]
    try db.snapshot {
      version = try db.query("SELECT version FROM catalog_version")[0].int(0)
      try db.copyOut(
        """
        SELECT isrc, track_id, artist_id, label_id FROM tracks WHERE owned_from = '-infinity' AND release = 0
        UNION ALL SELECT external_id, track_id, artist_id, label_id FROM track_external_ids JOIN tracks USING (track_id)
        """
      ) { row in
        tracks[row.text(0)!] = Track(id: row.int32(1), artist: row.int32(2), label: row.int32(3))
      }
      let later = try db.query(
        """
        SELECT f.track_id, t.owned_from, t.track_id, t.artist_id, t.label_id
        FROM tracks t JOIN tracks f ON f.isrc = t.isrc AND f.release = t.release AND f.owned_from = '-infinity'
        WHERE t.owned_from > '-infinity' ORDER BY t.owned_from DESC
        """)
      let others = try db.query(
        """
        SELECT f.track_id, b.gtin, t.track_id, t.artist_id, t.label_id
        FROM tracks t JOIN albums b USING (album_id)
          JOIN tracks f ON f.isrc = t.isrc AND f.release = 0 AND f.owned_from = '-infinity'
        WHERE t.release > 0 AND t.owned_from = '-infinity'
        """)
      for row in others {
        releases[row.int32(0), default: [:]][row.text(1)] = Track(
          id: row.int32(2), artist: row.int32(3), label: row.int32(4))
      }
      for row in later {
        times[row.int32(0), default: []].append(
          (from: row.date(1), track: Track(id: row.int32(2), artist: row.int32(3), label: row.int32(4))))
      }
    }
    self.version = version
    self.tracks = tracks
    self.times = times
    self.releases = releases
  }

  /// The track of the first days.
  ///
  /// - Parameter reference: a stored ISRC, or `namespace:id`.
  package subscript(reference: String) -> Track? { tracks[reference] }

  /// The track of the first days of the release that an event names; that of plays which name none where the recording does not
  /// stand on it, as far as anybody knows.
  ///
  /// - Parameter release: left-padded to 14 digits.
  package func track(_ reference: String, release: String?) -> Track? {
    guard let first = tracks[reference], let release, !releases.isEmpty else { return tracks[reference] }
    return releases[first.id]?[release] ?? first
  }

  /// The track of a day's plays, for that of the first days.
  ///
  /// - Parameter day: days since 1970.
  package func track(_ first: Track, on day: Int32) -> Track {
    times.isEmpty ? first : times[first.id]?.first { $0.from <= day }?.track ?? first
  }
}
