import Plays
import Postgres

extension LiveStore {
  /// Rows of the catalog as its tables have them: each name once, and tracks that name the others by number.
  package struct CatalogRows: Sendable {
    /// An artist or a label.
    package struct Party: Sendable, Hashable {
      package let id: Int32
      /// Id in the catalog's files.
      package let key: String
      package let name: String

      package init(id: Int32, key: String, name: String) {
        self.id = id
        self.key = key
        self.name = name
      }
    }

    package struct Album: Sendable, Hashable {
      package let id: Int32
      package let gtin: String
      package let upc: String
      package let title: String

      package init(id: Int32, gtin: String, upc: String, title: String) {
        self.id = id
        self.gtin = gtin
        self.upc = upc
        self.title = title
      }
    }

    package struct Track: Sendable, Hashable {
      package let id: Int32
      package let isrc: String
      package let title: String
      package let artist: Int32
      package let album: Int32
      package let label: Int32
      /// First day of this time of ownership, as days since 1970; `nil` from the beginning.
      package let from: Int32?
      /// Number of the release, of a recording that stands on several; 0 for plays that name none.
      package let release: Int32

      package init(
        id: Int32, isrc: String, title: String, artist: Int32, album: Int32, label: Int32, from: Int32? = nil,
        release: Int32 = 0
      ) {
        self.from = from
        self.release = release
        self.id = id
        self.isrc = isrc
        self.title = title
        self.artist = artist
        self.album = album
        self.label = label
      }
    }

    package var artists: [Party] = []
    package var labels: [Party] = []
    package var albums: [Album] = []
    package var tracks: [Track] = []

    package init() {}

    package var isEmpty: Bool { artists.isEmpty && labels.isEmpty && albums.isEmpty && tracks.isEmpty }
  }

  /// The catalog's version, which every import raises that changes anything.
  package func catalogVersion() throws -> Int64 { try db.query("SELECT version FROM catalog_version")[0].int(0) }

  /// Rows of the catalog that are new or have changed after a version of it; of `nil` all. A bounded number at a time;
  /// artists, labels and albums before the tracks that name them.
  ///
  /// - Precondition: a transaction is open.
  package func catalog(changedAfter version: Int64? = nil, _ body: (CatalogRows) throws -> Void) throws {
    let after = version ?? -1
    try rows("SELECT artist_id, id, name FROM artists WHERE changed_in > \(after)", body) {
      $0.artists.append(CatalogRows.Party(id: $1.int32(0), key: $1.text(1), name: $1.text(2)))
    }
    try rows("SELECT label_id, id, name FROM labels WHERE changed_in > \(after)", body) {
      $0.labels.append(CatalogRows.Party(id: $1.int32(0), key: $1.text(1), name: $1.text(2)))
    }
    try rows("SELECT album_id, gtin, upc, title FROM albums WHERE changed_in > \(after)", body) {
      $0.albums.append(
        CatalogRows.Album(id: $1.int32(0), gtin: $1.text(1), upc: $1.text(2), title: $1.text(3)))
    }
    try rows(
      """
      SELECT track_id, isrc, title, artist_id, album_id, label_id, NULLIF(owned_from, '-infinity'), release
      FROM tracks
      WHERE changed_in > \(after)
      """, body
    ) {
      $0.tracks.append(
        CatalogRows.Track(
          id: $1.int32(0), isrc: $1.text(1), title: $1.text(2), artist: $1.int32(3), album: $1.int32(4),
          label: $1.int32(5), from: $1.optionalDay(6)?.number, release: $1.int32(7)))
    }
  }

  private static var rowsAtATime: Int { 100_000 }

  private func rows(
    _ statement: SQL, _ body: (CatalogRows) throws -> Void, _ append: (inout CatalogRows, Row) -> Void
  ) throws {
    var (rows, count) = (CatalogRows(), 0)
    try db.stream(statement) { row in
      append(&rows, row)
      count += 1
      guard count == Self.rowsAtATime else { return }
      try body(rows)
      (rows, count) = (CatalogRows(), 0)
    }
    if count > 0 { try body(rows) }
  }
}
