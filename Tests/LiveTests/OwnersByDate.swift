import Catalog
import Plays
import Postgres
import Seeded
import Store

/// Tracks of the worked month that go to others on days of it.
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
  }
}
