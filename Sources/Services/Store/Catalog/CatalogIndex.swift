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

  /// Reads the whole catalog as of one moment.
  package init(_ db: Connection) throws {
    var version: Int64 = 0
    var tracks: [String: Track] = [:]
    try db.snapshot {
      version = try db.query("SELECT version FROM catalog_version")[0].int(0)
      try db.copyOut(
        """
        SELECT isrc, track_id, artist_id, label_id FROM tracks
        UNION ALL SELECT external_id, track_id, artist_id, label_id FROM track_external_ids JOIN tracks USING (track_id)
        """
      ) { row in
        tracks[row.text(0)!] = Track(id: row.int32(1), artist: row.int32(2), label: row.int32(3))
      }
    }
    self.version = version
    self.tracks = tracks
  }

  /// - Parameter reference: a stored ISRC, or `namespace:id`.
  package subscript(reference: String) -> Track? { tracks[reference] }
}
