import Postgres

/// How events name tracks, and what they stand for: kept in memory by ingest.
public struct CatalogIndex: Sendable {
  /// A track as ingest needs it.
  public struct Track: Sendable {
    public let id: Int32
    public let artist: Int32
    public let label: Int32
  }

  /// The catalog's version that this is.
  public let version: Int64
  private let tracks: [String: Track]

  /// Reads the whole catalog as of one moment.
  public init(_ db: Connection) throws {
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
  public subscript(reference: String) -> Track? { tracks[reference] }
}
