import Catalog
import Plays
import Postgres

/// A catalog on its way in, in temporary tables of one transaction, so that memory does not grow with it and the database
/// can say what of it is new.
package struct CatalogStage {
  let db: Connection

  /// Takes the entries as they come.
  ///
  /// - Parameter tellsAccounts: false where they say nothing of accounts, which stay what they are.
  /// - Returns: how many they are.
  func fill(tellsAccounts: Bool, _ next: () throws -> (line: Int, entry: CatalogEntry)?) throws -> Int {
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_stage (
          line int, isrc text, title text, artist text, artist_name text, gtin text, upc text, album_title text,
          label text, label_name text, external_ids text[], featured text[], featured_names text[], from_day date,
          is_primary boolean, account text, tells_account boolean)
        ON COMMIT DROP
        """)
    var count = 0
    try db.copyIn(
      """
      catalog_stage (line, isrc, title, artist, artist_name, gtin, upc, album_title, label, label_name, external_ids, \
      featured, featured_names, from_day, is_primary, account, tells_account)
      """, columns: 17
    ) { copy in
      while let (line, entry) = try next() {
        try copy.row()
        copy.int32(Int32(line))
        for text in [
          entry.isrc.description, entry.title, entry.artist.id, entry.artist.name, entry.album.padded,
          entry.album.description, entry.albumTitle, entry.label.id, entry.label.name,
        ] {
          copy.value(.text(text))
        }
        copy.value(.texts(entry.externalIDs))
        copy.value(.texts(entry.featured.map(\.id)))
        copy.value(.texts(entry.featured.map(\.name)))
        copy.value(entry.from.map { Value.date($0.number) } ?? .null)
        copy.value(entry.isPrimary.map { Value.bool($0) } ?? .null)
        copy.value(entry.account.map { Value.text($0) } ?? .null)
        copy.value(.bool(tellsAccounts))
        count += 1
      }
    }
    // Temporary tables are never analysed by themselves, and plans depend on how large this one is.
    try db.run(script: "ANALYZE catalog_stage")
    return count
  }

  /// The first line that contradicts an earlier one of the same file.
  func contradiction() throws -> CatalogStore.Contradiction? {
    let kinds: [SQL] = [
      named("artist ", "artist", "artist_name"), named("label ", "label", "label_name"),
      named("album ", "gtin", "album_title"),
    ]
    var found: [(line: Int64, reason: String)] = []
    for kind in kinds {
      if let row = try db.query(kind).first {
        found.append(
          (row.int(0), "\(row.text(1)) is \"\(row.text(2))\" here, and \"\(row.text(3))\" in line \(row.int(4))"))
      }
    }
    let twice = try db.query(
      """
      SELECT l.line, l.isrc, f.line, l.from_day::text FROM catalog_stage l JOIN (
        SELECT isrc, gtin, from_day, min(line) AS line FROM catalog_stage GROUP BY isrc, gtin, from_day
        HAVING count(*) > 1) f
        ON f.isrc = l.isrc AND f.gtin = l.gtin AND f.from_day IS NOT DISTINCT FROM l.from_day
      WHERE l.line > f.line ORDER BY 1 LIMIT 1
      """)
    if let row = twice.first {
      let day = row.optionalText(3).map { " from \($0) on" } ?? ""
      found.append((row.int(0), "\(row.text(1))\(day) stands in line \(row.int(2)) already"))
    }
    let primaries = try db.query(
      """
      SELECT l.line, l.isrc, f.line FROM catalog_stage l JOIN (
        SELECT isrc, from_day, min(line) AS line FROM catalog_stage WHERE is_primary GROUP BY isrc, from_day
        HAVING count(*) > 1) f ON f.isrc = l.isrc AND f.from_day IS NOT DISTINCT FROM l.from_day
      WHERE l.is_primary AND l.line > f.line ORDER BY 1 LIMIT 1
      """)
    if let row = primaries.first {
      found.append((row.int(0), "the primary release of \(row.text(1)) is that of line \(row.int(2)) already"))
    }
    let titled = try db.query(
      """
      SELECT l.line, l.isrc, l.title, f.title, f.line FROM catalog_stage l JOIN (
        SELECT DISTINCT ON (isrc) isrc, title, line FROM catalog_stage WHERE isrc IN (
          SELECT isrc FROM catalog_stage WHERE from_day IS NOT NULL) ORDER BY isrc, line) f USING (isrc)
      WHERE l.title <> f.title ORDER BY 1 LIMIT 1
      """)
    if let row = titled.first {
      found.append(
        (
          row.int(0),
          "\(row.text(1)) is \"\(row.text(2))\" here, and \"\(row.text(3))\" in line \(row.int(4)): a title has no day"
        ))
    }
    let shared = try db.query(
      """
      WITH ids AS (SELECT line, isrc, x.id FROM catalog_stage, unnest(external_ids) AS x (id))
      SELECT l.line, l.id, l.isrc, f.isrc, f.line FROM ids l JOIN (
        SELECT DISTINCT ON (id) id, isrc, line FROM ids WHERE id IN (
          SELECT id FROM ids GROUP BY id HAVING min(isrc) <> max(isrc)) ORDER BY id, line) f USING (id)
      WHERE l.isrc <> f.isrc ORDER BY 1 LIMIT 1
      """)
    if let row = shared.first {
      found.append(
        (
          row.int(0),
          "external id \(row.text(1)) is \"\(row.text(2))\" here, and \"\(row.text(3))\" in line \(row.int(4))"
        ))
    }
    return found.min { $0.line < $1.line }.map { CatalogStore.Contradiction(line: Int($0.line), reason: $0.reason) }
  }

  /// The first line that calls something otherwise than the first line which names it.
  private func named(_ kind: StaticString, _ id: StaticString, _ name: StaticString) -> SQL {
    SQL(
      stringLiteral: """
        SELECT l.line, '\(kind)' || l.\(id), l.\(name), f.\(name), f.line FROM catalog_stage l JOIN (
          SELECT DISTINCT ON (\(id)) \(id), \(name), line FROM catalog_stage WHERE \(id) IN (
            SELECT \(id) FROM catalog_stage GROUP BY \(id)
            HAVING min(\(name) COLLATE "C") <> max(\(name) COLLATE "C")) ORDER BY \(id), line) f USING (\(id))
        WHERE l.\(name) <> f.\(name) ORDER BY 1 LIMIT 1
        """)
  }

  /// Finds what the catalog does not have yet: rows that differ, with the track's number where it has one, and ids that
  /// are not that track's. What follows looks at these only.
  ///
  /// - Throws: as `CatalogTimes.compare` has it.
  func compare() throws {
    let times = CatalogTimes(db: db)
    try times.find()
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_changes ON COMMIT DROP AS
        SELECT e.*, t.track_id, t.track_id IS NOT NULL AND ((t.artist, t.gtin, t.label) <> (e.artist, e.gtin, e.label)
          OR e.tells_account AND t.account IS DISTINCT FROM e.account) AS moves
        FROM catalog_stage e LEFT JOIN (
          SELECT t.track_id, t.isrc, t.title, a.id AS artist, a.name AS artist_name, b.gtin, b.title AS album_title,
            l.id AS label, l.name AS label_name, t.account
          FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
        ) t USING (isrc)
        WHERE (t.track_id IS NULL
          OR (t.title, t.artist, t.artist_name, t.gtin, t.album_title, t.label, t.label_name)
          <> (e.title, e.artist, e.artist_name, e.gtin, e.album_title, e.label, e.label_name)
          OR e.tells_account AND t.account IS DISTINCT FROM e.account)
          AND NOT EXISTS (SELECT FROM catalog_owned o WHERE o.isrc = e.isrc);
        ANALYZE catalog_changes;
        CREATE TEMP TABLE catalog_new_ids ON COMMIT DROP AS
        SELECT DISTINCT x.id, e.isrc, t.isrc AS owner
        FROM catalog_stage e CROSS JOIN unnest(e.external_ids) AS x (id)
          LEFT JOIN (track_external_ids k JOIN tracks t USING (track_id)) ON k.external_id = x.id
        WHERE t.isrc IS DISTINCT FROM e.isrc;
        ANALYZE catalog_new_ids;
        CREATE TEMP TABLE catalog_mentions ON COMMIT DROP AS
        SELECT DISTINCT e.isrc, f.id, f.name
        FROM catalog_stage e CROSS JOIN unnest(e.featured, e.featured_names) AS f (id, name)
        WHERE NOT EXISTS (
          SELECT FROM track_features x JOIN tracks t USING (track_id) JOIN artists a ON a.artist_id = x.artist_id
          WHERE t.isrc = e.isrc AND a.id = f.id);
        ANALYZE catalog_mentions
        """)
    try times.compare()
  }

  /// Recordings by what changes about them.
  package struct Kinds: Sendable, Hashable {
    /// Those that are new.
    package var added: Int64 = 0
    /// Releases of recordings besides the ones that they stand on already, or were first taken in with.
    package var releases: Int64 = 0
    /// Those that go to another artist, label or release, or have another primary one, for days that had an owner.
    package var moved: Int64 = 0
    /// Those that get an owner from a day on.
    package var dated: Int64 = 0
  }

  func kinds() throws -> Kinds {
    let row = try db.query(
      """
      SELECT (SELECT count(*) FROM catalog_changes WHERE track_id IS NULL),
        (SELECT count(*) FROM catalog_times WHERE is_other),
        (SELECT count(DISTINCT isrc) FROM catalog_changes WHERE moves),
        (SELECT count(DISTINCT isrc) FROM catalog_times WHERE former IS NOT NULL)
      """)[0]
    return Kinds(added: row.int(0), releases: row.int(1), moved: row.int(2), dated: row.int(3))
  }

  /// An external id of the file that is another track's already.
  func conflict() throws -> CatalogStore.Conflict? {
    try db.query("SELECT id, isrc, owner FROM catalog_new_ids WHERE owner IS NOT NULL ORDER BY 1, 2 LIMIT 1").first.map
    {
      CatalogStore.Conflict(
        description: "external id \($0.text(0)) of \($0.text(1)) belongs to \($0.text(2)) already: "
          + "plays counted under it would change hands; nothing was imported")
    }
  }

  /// Names in the books, other than their plain ids, of the file's artists and labels.
  func toldApart() throws -> [String] {
    try db.query(
      """
      SELECT party FROM artists a WHERE party <> id AND id IN (
        SELECT artist FROM catalog_stage UNION ALL SELECT label FROM catalog_stage
        UNION ALL SELECT unnest(featured) FROM catalog_stage)
      UNION ALL SELECT party FROM labels l WHERE party <> id AND id IN (
        SELECT artist FROM catalog_stage UNION ALL SELECT label FROM catalog_stage
        UNION ALL SELECT unnest(featured) FROM catalog_stage)
      ORDER BY 1
      """
    ).map { $0.text(0) }
  }
}
