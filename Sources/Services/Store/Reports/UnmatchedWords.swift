import Catalog
import Plays
import Postgres

/// Recordings by the title and the performers that reports have for a name.
extension UnmatchedStore {
  /// Names with the ISRCs of recordings whose title is the same and whose performers are all the same: of each at most so many
  /// that they compete.
  func recordings(by words: [ReportedName: [ReportWordStore.Words]]) throws -> [(ReportedName, ISRC)] {
    let told = words.flatMap { name, all in
      all.compactMap { words -> (name: ReportedName, title: PlainWords, artist: PlainWords)? in
        let (title, artist) = (PlainWords(words.title ?? ""), PlainWords(words.artist ?? ""))
        return title.isEmpty || artist.isEmpty ? nil : (name, title, artist)
      }
    }
    if told.isEmpty { return [] }
    // Artists are few beside tracks, and PostgreSQL does not compare as we do.
    let runs = Set(told.flatMap(\.artist.runs))
    let artists = try db.query("SELECT artist_id, name FROM artists").filter {
      runs.contains(PlainWords($0.text(1)).words)
    }
    if artists.isEmpty { return [] }
    let tracks = try db.query(
      """
      SELECT t.isrc, t.title, a.name, coalesce(f.names, '{}')
      FROM tracks t JOIN artists a USING (artist_id) LEFT JOIN (
        SELECT f.track_id, array_agg(n.name ORDER BY n.name) AS names FROM track_features f JOIN artists n USING (artist_id)
        WHERE f.track_id IN (SELECT track_id FROM tracks WHERE artist_id = ANY(\(.int32s(artists.map { $0.int32(0) }))))
        GROUP BY 1) f USING (track_id)
      WHERE t.artist_id = ANY(\(.int32s(artists.map { $0.int32(0) }))) AND t.owned_from = '-infinity' AND t.release = 0
      """)
    let byTitle = Dictionary(grouping: told, by: \.title)
    return tracks.flatMap { track -> [(ReportedName, ISRC)] in
      guard let same = byTitle[PlainWords(track.text(1))] else { return [] }
      let performers = ([track.text(2)] + track.texts(3)).map { PlainWords($0) }
      return same.filter { $0.artist.name(all: performers) }.map { ($0.name, ISRC(track.text(0))!) }
    }
  }
}
