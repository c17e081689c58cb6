import Catalog
import Postgres

/// Finding artists, labels, albums and tracks, as far as a token may see them.
package struct DirectoryStore {
  let db: Connection
  let visibility: Visibility

  package init(_ db: Connection, visibility: Visibility) {
    self.db = db
    self.visibility = visibility
  }

  /// An artist or a label in a list.
  package struct Entry: Sendable, Hashable {
    package let id: String
    package let name: String
    package let tracks: Int64
  }

  /// A track on an artist's page.
  package struct Track: Sendable, Hashable {
    package let isrc: String
    package let title: String
    package let album: String
    package let albumTitle: String
    package let artist: Entry
    /// The artist of the page is named on it, and it is another's.
    package let isFeatured: Bool
  }

  /// Artists whose name has the text in it, by name, after a cursor.
  package func artists(matching text: String, after cursor: (name: String, id: String)?, limit: Int) throws -> [Entry] {
    try entries(
      """
      SELECT a.id, a.name, \(Self.present) FROM artists a JOIN tracks t USING (artist_id) JOIN labels l USING (label_id)
      WHERE a.name ILIKE \(Self.pattern(text)) AND \(visible) AND \(Self.after(cursor, "a"))
      GROUP BY a.id, a.name ORDER BY a.name, a.id LIMIT \(limit)
      """)
  }

  package func labels(matching text: String, after cursor: (name: String, id: String)?, limit: Int) throws -> [Entry] {
    try entries(
      """
      SELECT l.id, l.name, \(Self.present) FROM labels l JOIN tracks t USING (label_id) JOIN artists a USING (artist_id)
      WHERE l.name ILIKE \(Self.pattern(text)) AND \(visible) AND \(Self.after(cursor, "l"))
      GROUP BY l.id, l.name ORDER BY l.name, l.id LIMIT \(limit)
      """)
  }

  /// - Returns: `nil` where there is no such artist, or the token may not see them: the same answer.
  package func artist(id: String) throws -> Entry? {
    try entries(
      """
      SELECT a.id, a.name, \(Self.present)
      FROM artists a LEFT JOIN tracks t USING (artist_id) LEFT JOIN labels l USING (label_id)
      WHERE a.id = \(id) AND \(visible) GROUP BY a.id, a.name
      """
    ).first
  }

  package func label(id: String) throws -> Entry? {
    try entries(
      """
      SELECT l.id, l.name, count(DISTINCT a.id) FILTER (WHERE \(Self.isPresent)) FROM labels l JOIN tracks t USING (label_id) JOIN artists a USING (artist_id)
      WHERE l.id = \(id) AND \(visible) GROUP BY l.id, l.name
      """
    ).first
  }

  /// - Parameter gtin: padded to 14 digits.
  package func album(gtin: String) throws -> Entry? {
    try entries(
      """
      SELECT b.upc, b.title, \(Self.present) FROM albums b JOIN tracks t USING (album_id) JOIN artists a USING (artist_id)
        JOIN labels l USING (label_id)
      WHERE b.gtin = \(gtin) AND \(visible) GROUP BY b.upc, b.title
      """
    ).first
  }

  package func track(isrc: String) throws -> Entry? {
    try entries(
      """
      SELECT t.isrc, t.title, 1::bigint FROM tracks t JOIN artists a USING (artist_id) JOIN labels l USING (label_id)
      WHERE t.isrc = \(isrc) AND \(visible)
      """
    ).first
  }

  /// An artist's own tracks, and those of others on which they are featured; one that has changed hands on the days of several
  /// owners, or is on several releases, stands once.
  ///
  /// Whoever speaks for the artist knows on which tracks the artist is named. Anybody else sees of these what they may
  /// see anyway: a label does not learn what its artist did for another.
  package func tracks(artist id: String) throws -> [Track] {
    let knowsFeatures = visibility.speaksFor(artist: id)
    return try db.query(
      """
      SELECT * FROM (
        SELECT DISTINCT ON (t.isrc) t.isrc, t.title, b.upc, b.title AS album, a.id, a.name, a.id <> \(id) AS is_featured
        FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
        WHERE (a.id = \(id) AND \(visible)) OR t.isrc IN (
          SELECT n.isrc FROM track_features f JOIN tracks n USING (track_id) JOIN artists fa ON fa.artist_id = f.artist_id
          WHERE fa.id = \(id))
          AND (\(knowsFeatures) OR \(visible))
        ORDER BY t.isrc, a.id <> \(id), NOT (\(Self.isPresent)), t.release, t.owned_from DESC) s
      ORDER BY is_featured, album, upc, isrc
      """
    ).map {
      Track(
        isrc: $0.text(0), title: $0.text(1), album: $0.text(2), albumTitle: $0.text(3),
        artist: Entry(id: $0.text(4), name: $0.text(5), tracks: 0), isFeatured: $0.bool(6))
    }
  }

  private var visible: SQL { visibility.filter }

  /// True of a track `t` whose time of ownership it is today: each recording has one, or one on each of its releases.
  private static let isPresent: SQL = """
    t.owned_from <= (SELECT ledger_today()) AND t.owned_until > (SELECT ledger_today())
    """
  private static let present: SQL = "count(DISTINCT t.isrc) FILTER (WHERE \(isPresent))"

  private func entries(_ sql: SQL) throws -> [Entry] {
    try db.query(sql).map { Entry(id: $0.text(0), name: $0.text(1), tracks: $0.int(2)) }
  }

  private static func after(_ cursor: (name: String, id: String)?, _ table: StaticString) -> SQL {
    guard let cursor else { return "true" }
    return SQL(stringLiteral: "(\(table).name, \(table).id) > ") + "(\(cursor.name), \(cursor.id))"
  }

  /// Pattern of what the person typed, anywhere in the name; their `%` and `_` are just characters.
  private static func pattern(_ text: String) -> String {
    "%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
  }
}
