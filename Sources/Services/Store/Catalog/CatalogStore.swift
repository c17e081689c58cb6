import Catalog
import Plays
import Postgres

/// Artists, albums, labels and tracks.
package struct CatalogStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Cells claimed by one import that are listed for those who follow. Of more, reading the totals anew is cheaper.
  private static let listedCells = 2_000_000

  /// Outcome of an import.
  package struct Outcome: Sendable {
    package var tracks = 0
    /// Rows that were new or that changed.
    package var changes = 0
    /// Plays that had waited for their track.
    package var claimedPlays: Int64 = 0
    /// Artists and labels of the entries that have not their plain id in the books, because another has it: by the name
    /// that they have instead, as `label:x`.
    package var toldApart: [String] = []
  }

  /// An external id that the catalog has for another track already.
  package struct Conflict: Error, CustomStringConvertible {
    package let description: String
  }

  /// Writes entries in one transaction and claims the plays that waited for them. The same again changes nothing.
  ///
  /// Ingest holds the catalog's version while it commits, so no play can slip into the waiting ones in between.
  package func write(_ entries: [CatalogEntry]) throws -> Outcome {
    try db.transaction {
      try db.query(IngestGate.alone)
      let version = try db.query("SELECT version FROM catalog_version FOR UPDATE")[0].int(0) + 1
      var outcome = Outcome(tracks: entries.count)
      let epoch = try db.query(PendingStore.epoch)[0].int(0)
      outcome.changes += try writeParties(entries, version)
      outcome.toldApart = try toldApart(entries)
      outcome.changes += try writeTracks(entries, version, epoch: epoch)
      outcome.changes += try writeExternalIDs(entries)
      outcome.changes += try writeFeatures(entries)
      guard outcome.changes > 0 else { return outcome }
      db.note("\(outcome.changes) changes")
      try db.query("UPDATE catalog_version SET version = \(version)")
      let claimed = try claim(epoch: epoch)
      outcome.claimedPlays = claimed.plays
      try db.query(LiveStore.numbering(cells: claimed.cells, catalogVersion: version))
      return outcome
    }
  }

  package var isEmpty: Bool {
    get throws { try db.query("SELECT FROM tracks LIMIT 1").isEmpty }
  }

  /// - Parameter version: the catalog's version that the rows are marked as changed in.
  private func writeParties(_ entries: [CatalogEntry], _ version: Int64) throws -> Int {
    let labels = unique(entries.map(\.label))
    let artists = unique(entries.map(\.artist))
    // A featured artist's name is a mention: it makes an artist known but renames none.
    let mentioned = unique(entries.flatMap(\.featured))
    let albums = Dictionary(entries.map { ($0.album, $0.albumTitle) }, uniquingKeysWith: { first, _ in first })
      .sorted { $0.key < $1.key }
    // Of an artist and a label that come at once neither has the plain id in the books: nobody could tell whose it is.
    let shared = Array(Set(labels.map(\.id)).intersection((artists + mentioned).map(\.id)))
    let changed = [
      try db.query(
        """
        INSERT INTO labels (id, name, changed_in, party)
        SELECT l.id, l.name, \(version), CASE WHEN l.id = ANY(\(.texts(shared)))
          OR EXISTS (SELECT FROM artists a WHERE a.id = l.id) THEN 'label:' || l.id ELSE l.id END
        FROM unnest(\(.texts(labels.map(\.id))), \(.texts(labels.map(\.name)))) AS l (id, name)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, changed_in = excluded.changed_in
          WHERE labels.name <> excluded.name
        """),
      try db.query(
        """
        INSERT INTO artists (id, name, changed_in, party)
        SELECT a.id, a.name, \(version),
          CASE WHEN EXISTS (SELECT FROM labels l WHERE l.id = a.id) THEN 'artist:' || a.id ELSE a.id END
        FROM unnest(\(.texts(artists.map(\.id))), \(.texts(artists.map(\.name)))) AS a (id, name)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, changed_in = excluded.changed_in
          WHERE artists.name <> excluded.name
        """),
      try db.query(
        """
        INSERT INTO artists (id, name, changed_in, party)
        SELECT a.id, a.name, \(version),
          CASE WHEN EXISTS (SELECT FROM labels l WHERE l.id = a.id) THEN 'artist:' || a.id ELSE a.id END
        FROM unnest(\(.texts(mentioned.map(\.id))), \(.texts(mentioned.map(\.name)))) AS a (id, name)
        ON CONFLICT (id) DO NOTHING
        """),
      try db.query(
        """
        INSERT INTO albums (gtin, upc, title, changed_in)
        SELECT b.gtin, b.upc, b.title, \(version) FROM unnest(
          \(.texts(albums.map(\.key.padded))), \(.texts(albums.map(\.key.description))), \(.texts(albums.map(\.value)))
        ) AS b (gtin, upc, title)
        ON CONFLICT (gtin) DO UPDATE SET title = excluded.title, changed_in = excluded.changed_in
          WHERE albums.title <> excluded.title
        """),
    ]
    return changed.reduce(0) { $0 + $1.affected }
  }

  private func toldApart(_ entries: [CatalogEntry]) throws -> [String] {
    let ids = Array(Set(entries.flatMap { [$0.artist.id, $0.label.id] + $0.featured.map(\.id) }))
    return try db.query(
      """
      SELECT party FROM artists WHERE id = ANY(\(.texts(ids))) AND party <> id
      UNION ALL SELECT party FROM labels WHERE id = ANY(\(.texts(ids))) AND party <> id ORDER BY 1
      """
    ).map { $0.text(0) }
  }

  /// A track that goes to others takes its plays along: every month of it is marked for the next posting.
  private func writeTracks(_ entries: [CatalogEntry], _ version: Int64, epoch: Int64) throws -> Int {
    let moved = try db.query(
      """
      SELECT t.track_id
      FROM unnest(
        \(.texts(entries.map(\.isrc.description))), \(.texts(entries.map(\.artist.id))),
        \(.texts(entries.map(\.album.padded))), \(.texts(entries.map(\.label.id)))
      ) AS e (isrc, artist, album, label)
      JOIN tracks t USING (isrc) JOIN artists a USING (artist_id) JOIN albums b USING (album_id)
      JOIN labels l USING (label_id)
      WHERE (a.id, b.gtin, l.id) <> (e.artist, e.album, e.label)
      """
    ).map { $0.int32(0) }
    if !moved.isEmpty {
      try db.query(
        """
        INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
        SELECT \(epoch), period, track_id, true FROM ledger_lines WHERE track_id = ANY(\(.int32s(moved)))
        UNION SELECT \(epoch), date_trunc('month', day)::date, track_id, true FROM plays_daily
          WHERE track_id = ANY(\(.int32s(moved)))
        ON CONFLICT DO NOTHING
        """)
    }
    return try db.query(
      """
      INSERT INTO tracks (isrc, title, artist_id, album_id, label_id, changed_in)
      SELECT e.isrc, e.title, artists.artist_id, albums.album_id, labels.label_id, \(version)
      FROM unnest(
        \(.texts(entries.map(\.isrc.description))), \(.texts(entries.map(\.title))),
        \(.texts(entries.map(\.artist.id))), \(.texts(entries.map(\.album.padded))), \(.texts(entries.map(\.label.id)))
      ) AS e (isrc, title, artist, album, label)
      JOIN artists ON artists.id = e.artist JOIN albums ON albums.gtin = e.album JOIN labels ON labels.id = e.label
      ON CONFLICT (isrc) DO UPDATE SET
        title = excluded.title, artist_id = excluded.artist_id, album_id = excluded.album_id,
        label_id = excluded.label_id, changed_in = excluded.changed_in
      WHERE (tracks.title, tracks.artist_id, tracks.album_id, tracks.label_id)
        <> (excluded.title, excluded.artist_id, excluded.album_id, excluded.label_id)
      """
    ).affected
  }

  private func writeExternalIDs(_ entries: [CatalogEntry]) throws -> Int {
    let pairs = entries.flatMap { entry in entry.externalIDs.map { (id: $0, isrc: entry.isrc.description) } }
    let conflicts = try db.query(
      """
      SELECT e.id, e.isrc, tracks.isrc
      FROM unnest(\(.texts(pairs.map(\.id))), \(.texts(pairs.map(\.isrc)))) AS e (id, isrc)
      JOIN track_external_ids x ON x.external_id = e.id JOIN tracks USING (track_id)
      WHERE tracks.isrc <> e.isrc LIMIT 1
      """)
    if let row = conflicts.first {
      throw Conflict(
        description: "external id \(row.text(0)) of \(row.text(1)) belongs to \(row.text(2)) already: "
          + "plays counted under it would change hands; nothing was imported")
    }
    return try db.query(
      """
      INSERT INTO track_external_ids (external_id, track_id)
      SELECT e.id, tracks.track_id
      FROM unnest(\(.texts(pairs.map(\.id))), \(.texts(pairs.map(\.isrc)))) AS e (id, isrc)
      JOIN tracks ON tracks.isrc = e.isrc
      ON CONFLICT (external_id) DO NOTHING
      """
    ).affected
  }

  private func writeFeatures(_ entries: [CatalogEntry]) throws -> Int {
    let pairs = entries.flatMap { entry in entry.featured.map { (isrc: entry.isrc.description, artist: $0.id) } }
    return try db.query(
      """
      INSERT INTO track_features (track_id, artist_id)
      SELECT tracks.track_id, artists.artist_id
      FROM unnest(\(.texts(pairs.map(\.isrc))), \(.texts(pairs.map(\.artist)))) AS e (isrc, artist)
      JOIN tracks ON tracks.isrc = e.isrc JOIN artists ON artists.id = e.artist
      ON CONFLICT DO NOTHING
      """
    ).affected
  }

  /// Moves the plays, and looks again at the reported money, that waited for a track which is now known.
  ///
  /// - Returns: how many they are, and the cells that they have become; no cells where reading the totals anew is
  ///   cheaper than to list them.
  private func claim(epoch: Int64) throws -> (plays: Int64, cells: [PlayBatch.Cell]?) {
    // Reports had the money of an unknown track under track 0.
    try db.query(
      """
      INSERT INTO ledger_pending (epoch, period, track_id)
      SELECT DISTINCT \(epoch), r.period, u.track_id
      FROM acceptances r JOIN acceptance_lines l USING (acceptance_id) JOIN tracks t USING (isrc),
        LATERAL (VALUES (0), (t.track_id)) AS u (track_id)
      WHERE NOT EXISTS (
        SELECT FROM ledger_lines p WHERE p.period = r.period AND p.track_id = t.track_id AND p.reported)
      ON CONFLICT DO NOTHING
      """)
    // Too many rather than too few: who finds a day here looks its cells up.
    try db.query("INSERT INTO plays_days (day) SELECT DISTINCT day FROM plays_unmatched ON CONFLICT DO NOTHING")
    let rows = try db.query(
      """
      WITH claimed AS (
        DELETE FROM plays_unmatched u
        USING (SELECT isrc AS ref, track_id FROM tracks UNION ALL SELECT external_id, track_id FROM track_external_ids) k
        WHERE u.track_ref = k.ref
        RETURNING k.track_id, u.day, u.market_id, u.plays
      ), cells AS (
        SELECT track_id, day, market_id, sum(plays)::bigint AS plays FROM claimed GROUP BY 1, 2, 3
      ), marked AS (
        INSERT INTO ledger_pending (epoch, period, track_id)
        SELECT DISTINCT \(epoch), date_trunc('month', day)::date, track_id FROM cells
        ON CONFLICT DO NOTHING
      ), merged AS (
        INSERT INTO plays_daily (track_id, day, market_id, plays)
        SELECT track_id, day, market_id, plays FROM cells ORDER BY 1, 2, 3
        ON CONFLICT (track_id, day, market_id) DO UPDATE SET plays = plays_daily.plays + excluded.plays
      )
      SELECT track_id, day, market_id, plays, (SELECT sum(plays)::bigint FROM cells) FROM cells ORDER BY 1, 2, 3
      LIMIT \(Int64(Self.listedCells + 1))
      """)
    let plays = rows.first?.int(4) ?? 0
    guard rows.count <= Self.listedCells else { return (plays, nil) }
    return (
      plays,
      rows.map { PlayBatch.Cell(track: $0.int32(0), day: $0.date(1), market: $0.int32(2), plays: $0.int(3)) }
    )
  }

  private func unique(_ parties: [CatalogEntry.Party]) -> [CatalogEntry.Party] {
    Dictionary(parties.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }).values.sorted { $0.id < $1.id }
  }
}
