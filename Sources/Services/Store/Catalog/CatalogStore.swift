import Catalog
import Plays
import Postgres

/// Artists, albums, labels and tracks.
package struct CatalogStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Outcome of an import.
  package struct Outcome: Sendable {
    package var tracks = 0
    /// Rows that were new or that changed.
    package var changes = 0
    package var kinds = CatalogStage.Kinds()
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

  /// A line that says something else than an earlier one of the same catalog.
  package struct Contradiction: Error {
    package let line: Int
    package let reason: String
  }

  /// One catalog is imported at a time.
  private static let alone: SQL = "SELECT pg_advisory_xact_lock(hashtext('ledgerline catalog'))"

  /// Writes entries, with their places as lines. See `write(next:)`.
  package func write(_ entries: [CatalogEntry]) throws -> Outcome {
    var rest = entries.enumerated().makeIterator()
    return try write(tellsAccounts: entries.contains { $0.account != nil }) {
      rest.next().map { (line: $0.offset + 1, entry: $0.element) }
    }
  }

  /// Writes a catalog in one transaction and claims the plays that waited for its tracks. The same again changes nothing.
  ///
  /// Plays are counted meanwhile: nobody sees what is written until it is committed, and only for the end of it, from
  /// when the plays that waited are claimed, has ingest to wait. It holds the catalog's version while it commits, so that
  /// no play can slip into the waiting ones in between.
  ///
  /// - Parameters:
  ///   - tellsAccounts: false where the entries say nothing of senders' accounts, which stay what they are.
  ///   - next: the next entry with its line, until there is none.
  ///   - beforeGate: is given what would change, before ingest has to wait; what it throws takes it back. Its outcome has no
  ///     plays that were claimed yet.
  /// - Throws: `Contradiction`, also for a track that is new and has no row for its first days; `Conflict`; what `next` and `beforeGate` throw. Nothing was written.
  package func write(
    tellsAccounts: Bool = false, next: () throws -> (line: Int, entry: CatalogEntry)?,
    beforeGate: (CatalogChange, Outcome) throws -> Void = { _, _ in }
  ) throws -> Outcome {
    try db.transaction {
      let stage = CatalogStage(db: db)
      var outcome = Outcome(tracks: try stage.fill(tellsAccounts: tellsAccounts, next))
      if let contradiction = try stage.contradiction() { throw contradiction }
      try db.query(Self.alone)
      let version = try db.query("SELECT version FROM catalog_version")[0].int(0) + 1
      try stage.compare()
      if let conflict = try stage.conflict() { throw conflict }
      let change = CatalogChange(db: db)
      try change.keepOwners()
      outcome.changes =
        try writeParties(version) + writeTracks(version) + CatalogTimes(db: db).write(version) + writeExternalIDs()
        + writeFeatures()
      outcome.toldApart = try stage.toldApart()
      outcome.kinds = try stage.kinds()
      guard outcome.changes > 0 else { return outcome }
      try beforeGate(change, outcome)
      db.note("\(outcome.changes) changes")
      try db.query(IngestGate.alone)
      try db.query("UPDATE catalog_version SET version = \(version)")
      let claim = try CatalogClaim(db: db, epoch: db.query(PendingStore.epoch)[0].int(0))
      try claim.markMoved()
      try claim.takeDays()
      try claim.markReleases()
      try claim.markReported()
      try AcceptanceStore(db).rename()
      let claimed = try claim.takePlays()
      outcome.claimedPlays = claimed.plays
      try db.query(LiveStore.numbering(cells: claimed.cells, catalogVersion: version))
      return outcome
    }
  }

  package var isEmpty: Bool {
    get throws { try db.query("SELECT FROM tracks LIMIT 1").isEmpty }
  }

  /// Rows that may name somebody anew: those that have changed, and all of recordings whose owners have days.
  private static let named: SQL = """
    (SELECT line, artist, artist_name, label, label_name, gtin, upc, album_title FROM catalog_changes
    WHERE artist_name IS NOT NULL
    UNION ALL SELECT line, artist, artist_name, label, label_name, gtin, upc, album_title
    FROM catalog_stage JOIN catalog_owned USING (isrc))
    """

  /// - Parameter version: the catalog's version that the rows are marked as changed in.
  private func writeParties(_ version: Int64) throws -> Int {
    // Of an artist and a label that come at once neither has the plain id in the books: nobody could tell whose it is.
    let labels = try count(
      """
      INSERT INTO labels (id, name, changed_in, party)
      SELECT l.id, l.name, \(version), CASE WHEN l.id IN (
          SELECT artist FROM \(Self.named) n UNION ALL SELECT id FROM catalog_mentions)
        OR EXISTS (SELECT FROM artists a WHERE a.id = l.id) THEN 'label:' || l.id ELSE l.id END
      FROM (SELECT DISTINCT label AS id, label_name AS name FROM \(Self.named) n) l
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, changed_in = excluded.changed_in
        WHERE labels.name <> excluded.name
      """)
    let artists = try count(
      """
      INSERT INTO artists (id, name, changed_in, party)
      SELECT a.id, a.name, \(version),
        CASE WHEN EXISTS (SELECT FROM labels l WHERE l.id = a.id) THEN 'artist:' || a.id ELSE a.id END
      FROM (SELECT DISTINCT artist AS id, artist_name AS name FROM \(Self.named) n) a
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, changed_in = excluded.changed_in
        WHERE artists.name <> excluded.name
      """)
    // A featured artist's name is a mention: it makes an artist known but renames none.
    let mentioned = try count(
      """
      INSERT INTO artists (id, name, changed_in, party)
      SELECT m.id, m.name, \(version), CASE WHEN l.id IS NULL THEN m.id ELSE 'artist:' || m.id END
      FROM (SELECT DISTINCT ON (id) id, name FROM catalog_mentions ORDER BY id, name) m
        LEFT JOIN artists a ON a.id = m.id LEFT JOIN labels l ON l.id = m.id
      WHERE a.id IS NULL ORDER BY m.id
      """)
    let albums = try count(
      """
      INSERT INTO albums (gtin, upc, title, changed_in)
      SELECT DISTINCT ON (gtin) gtin, upc, album_title, \(version) FROM \(Self.named) n ORDER BY gtin, line
      ON CONFLICT (gtin) DO UPDATE SET title = excluded.title, changed_in = excluded.changed_in
        WHERE albums.title <> excluded.title
      """)
    return labels + artists + mentioned + albums
  }

  private func writeTracks(_ version: Int64) throws -> Int {
    let new = try count(
      """
      INSERT INTO tracks (isrc, title, artist_id, album_id, label_id, account, changed_in)
      SELECT e.isrc, e.title, artists.artist_id, albums.album_id, labels.label_id, e.account, \(version)
      FROM catalog_changes e
      JOIN artists ON artists.id = e.artist JOIN albums ON albums.gtin = e.gtin JOIN labels ON labels.id = e.label
      WHERE e.track_id IS NULL ORDER BY e.line
      """)
    try db.query(
      """
      INSERT INTO former_labels (track_id, label_id)
      SELECT t.track_id, t.label_id
      FROM catalog_changes e JOIN tracks t USING (track_id) JOIN labels l ON l.id = e.label
      WHERE e.moves AND t.label_id <> l.label_id ORDER BY 1
      """)
    // By themselves first: where every node has a copy of the tracks, they cannot be joined with what one alone has.
    let changed = try db.query(
      """
      WITH e AS MATERIALIZED (
        SELECT e.track_id, e.title, artists.artist_id, albums.album_id, labels.label_id, e.account, e.tells_account
        FROM catalog_changes e
        JOIN artists ON artists.id = e.artist JOIN albums ON albums.gtin = e.gtin JOIN labels ON labels.id = e.label
        WHERE e.track_id IS NOT NULL
      ), written AS (
        UPDATE tracks SET title = e.title, artist_id = e.artist_id, album_id = e.album_id,
          account = CASE WHEN e.tells_account THEN e.account ELSE tracks.account END,
          label_id = e.label_id, changed_in = \(version)
        FROM e WHERE tracks.track_id = e.track_id
          AND ((tracks.title, tracks.artist_id, tracks.album_id, tracks.label_id)
            <> (e.title, e.artist_id, e.album_id, e.label_id)
            OR e.tells_account AND tracks.account IS DISTINCT FROM e.account) RETURNING 1)
      SELECT count(*) FROM written
      """)
    return new + Int(changed[0].int(0))
  }

  private func writeExternalIDs() throws -> Int {
    try count(
      """
      INSERT INTO track_external_ids (external_id, track_id)
      SELECT e.id, tracks.track_id FROM catalog_new_ids e JOIN tracks USING (isrc)
      WHERE tracks.owned_from = '-infinity' AND tracks.release = 0
      """)
  }

  private func writeFeatures() throws -> Int {
    try count(
      """
      INSERT INTO track_features (track_id, artist_id)
      SELECT DISTINCT tracks.track_id, artists.artist_id
      FROM catalog_mentions e JOIN tracks USING (isrc) JOIN artists ON artists.id = e.id
      WHERE tracks.owned_from = '-infinity' AND tracks.release = 0
      """)
  }

  /// Rows that a statement has written. The command's own count is that of the rows it looked at, where tables are
  /// spread over several servers.
  private func count(_ statement: SQL) throws -> Int {
    var counted: SQL = "WITH written AS ("
    counted.append(statement)
    counted.append(" RETURNING 1) SELECT count(*) FROM written")
    return Int(try db.query(counted)[0].int(0))
  }
}
