import Catalog
import Plays
import Postgres
import Seeded
import Store

/// Tracks of the worked month that go to others on days of it, and some of which stand on several releases.
enum OwnersByDate {
  static func give(_ db: Connection, _ name: String) throws {
    var random = Seeded.printed(name)
    let rows = try db.query(
      """
      SELECT t.isrc, t.title, a.id, a.name, b.upc, b.title, l.id, l.name
      FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      ORDER BY t.isrc
      """
    ).map { row in (0..<8).map { row.text(Int($0)) } }
    var entries: [CatalogEntry] = []
    for row in rows where Bool.random(using: &random) {
      for day in Set([1, 2].map { _ in Int.random(in: 0..<31, using: &random) }) {
        let (artist, album, label) = (
          rows.randomElement(using: &random)!, rows.randomElement(using: &random)!, rows.randomElement(using: &random)!
        )
        entries.append(
          CatalogEntry(
            isrc: ISRC(row[0])!, from: Day("2026-10-01")!.advanced(by: day), title: row[1],
            artist: .init(id: artist[2], name: artist[3]), album: GTIN(album[4])!, albumTitle: album[5],
            label: .init(id: label[6], name: label[7]), externalIDs: [], featured: []))
      }
    }
    _ = try CatalogStore(db).write(entries)
    try addReleases(db, rows, &random)
  }

  /// Some recordings stand on another release as well, which a part of their plays was on.
  private static func addReleases(_ db: Connection, _ rows: [[String]], _ random: inout Seeded) throws {
    let others = rows.compactMap { row -> CatalogEntry? in
      let (album, label) = (rows.randomElement(using: &random)!, rows.randomElement(using: &random)!)
      guard Bool.random(using: &random), album[4] != row[4] else { return nil }
      return CatalogEntry(
        isrc: ISRC(row[0])!, isPrimary: Bool.random(using: &random), title: row[1],
        artist: .init(id: row[2], name: row[3]), album: GTIN(album[4])!, albumTitle: album[5],
        label: .init(id: label[6], name: label[7]), externalIDs: [], featured: [])
    }
    _ = try CatalogStore(db).write(others)
    try db.query(
      """
      WITH one AS (SELECT isrc, max(track_id) AS track_id FROM tracks WHERE release > 0 GROUP BY 1)
      UPDATE plays_daily p SET track_id = o.track_id FROM one o JOIN tracks t USING (isrc)
      WHERE t.track_id = p.track_id AND p.market_id % 2 = 0 AND t.release = 0 AND t.owned_from = '-infinity'
      """)
  }
}
