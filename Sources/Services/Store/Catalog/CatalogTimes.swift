import Catalog
import Plays
import Postgres

/// Recordings of a catalog on its way in whose owners have days: by its rows, or since they have changed hands before. All
/// others, the usual ones, are looked at by `CatalogStage` alone.
struct CatalogTimes {
  let db: Connection

  private static let recordingsAtATime: Int64 = 5_000

  private struct Owner: Equatable {
    let artist: String
    let gtin: String
    let label: String

    init(_ row: Row, from first: Int) {
      (artist, gtin, label) = (row.text(first), row.text(first + 1), row.text(first + 2))
    }
  }

  /// A time of ownership that is stored.
  private struct Stored {
    let track: Int32
    let from: Day?
    let until: Day?
    let owner: Owner
  }

  /// A row of the file.
  private struct Told {
    let line: Int32
    let from: Day?
    let owner: Owner
  }

  /// Finds them, as `catalog_owned`.
  func find() throws {
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_owned ON COMMIT DROP AS
        SELECT isrc FROM catalog_stage WHERE from_day IS NOT NULL
        UNION SELECT e.isrc FROM catalog_stage e JOIN tracks t USING (isrc) WHERE t.owned_from > '-infinity';
        ANALYZE catalog_owned;
        CREATE TEMP TABLE catalog_times (
          isrc text, line int, owned_from date, owned_until date, track_id int, moves boolean, former int) ON COMMIT DROP
        """)
  }

  /// Finds out what changes about them: `catalog_times` has each time of ownership that is new, with the track whose days it
  /// takes, or whose owner or end changes; what `CatalogStage.compare` has of other tracks is added to `catalog_changes`.
  ///
  /// - Throws: `CatalogStore.Contradiction` for a track that is new and has no row without a day.
  func compare() throws {
    guard try !db.query("SELECT FROM catalog_owned LIMIT 1").isEmpty else { return }
    try db.run(script: "CREATE INDEX ON catalog_stage (isrc)")
    let today = Day(number: try db.query("SELECT ledger_today()")[0].date(0))
    var last = ""
    while true {
      let names = try db.query(
        "SELECT isrc FROM catalog_owned WHERE isrc > \(last) ORDER BY isrc LIMIT \(Self.recordingsAtATime)"
      ).map { $0.text(0) }
      guard let end = names.last else { break }
      last = end
      try compare(names, today)
    }
    try db.run(
      script: """
        ANALYZE catalog_times;
        INSERT INTO catalog_changes
        SELECT e.*, x.track_id, x.moves FROM catalog_times x JOIN catalog_stage e ON e.line = x.line
        WHERE x.moves OR x.track_id IS NULL AND x.owned_from IS NULL;
        ANALYZE catalog_changes
        """)
  }

  private func compare(_ names: [String], _ today: Day) throws {
    let told = try told(names)
    let stored = try stored(names)
    try db.copyIn(
      "catalog_times (isrc, line, owned_from, owned_until, track_id, moves, former)", columns: 7
    ) { copy in
      for name in names {
        let (told, stored) = (told[name] ?? [], stored[name] ?? [])
        var owners = Ownership(stored.map { ($0.from, $0.owner) })
        do throws(Ownership<Owner>.Beginningless) {
          try owners.take(
            told.first { $0.from == nil }?.owner,
            dated: told.compactMap { row in row.from.map { ($0, row.owner) } }, today: today)
        } catch {
          throw CatalogStore.Contradiction(
            line: Int(told[0].line),
            reason: "\(name) is not in the catalog yet: nobody knows whose it was before \(error.day). Give it a row "
              + "without `from` as well, for the days before; if it was theirs from the beginning, leave `from` out")
        }
        for (index, time) in owners.times.enumerated() {
          let next = index + 1 < owners.times.count ? owners.times[index + 1].from : nil
          let known = stored.first { $0.from == time.from }
          guard known?.owner != time.owner || known?.until != next else { continue }
          let moves = known.map { $0.owner != time.owner } ?? false
          let line =
            told.first { $0.from == time.from && $0.owner == time.owner } ?? told.first { $0.owner == time.owner }
          // The time that had its days, which it has cut short.
          let former =
            known != nil ? nil : time.from.flatMap { from in stored.last { $0.from.map { $0 < from } ?? true } }
          try copy.row()
          copy.value(.text(name))
          copy.value(known == nil || moves ? line.map { Value.int32($0.line) } ?? .null : .null)
          copy.value(time.from.map { Value.date($0.number) } ?? .null)
          copy.value(next.map { Value.date($0.number) } ?? .null)
          copy.value(known.map { Value.int32($0.track) } ?? .null)
          copy.value(.bool(moves))
          copy.value(former.map { Value.int32($0.track) } ?? .null)
        }
      }
    }
  }

  private func told(_ names: [String]) throws -> [String: [Told]] {
    let rows = try db.query(
      """
      SELECT isrc, line, from_day, artist, gtin, label FROM catalog_stage WHERE isrc = ANY(\(.texts(names))) ORDER BY line
      """)
    return Dictionary(grouping: rows) { $0.text(0) }.mapValues { rows in
      rows.map { Told(line: $0.int32(1), from: $0.optionalDay(2), owner: Owner($0, from: 3)) }
    }
  }

  private func stored(_ names: [String]) throws -> [String: [Stored]] {
    let rows = try db.query(
      """
      SELECT t.isrc, t.track_id, NULLIF(t.owned_from, '-infinity'), NULLIF(t.owned_until, 'infinity'), a.id, b.gtin, l.id
      FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE t.isrc = ANY(\(.texts(names))) ORDER BY t.owned_from
      """)
    return Dictionary(grouping: rows) { $0.text(0) }.mapValues { rows in
      rows.map {
        Stored(track: $0.int32(1), from: $0.optionalDay(2), until: $0.optionalDay(3), owner: Owner($0, from: 4))
      }
    }
  }

  // MARK: Writing

  /// Writes titles, which have no day, to all times of ownership, and the times that are new.
  ///
  /// - Parameter version: the catalog's version that the rows are marked as changed in.
  /// - Returns: how many rows are new or have changed.
  func write(_ version: Int64) throws -> Int {
    guard try !db.query("SELECT FROM catalog_owned LIMIT 1").isEmpty else { return 0 }
    // By themselves first, as in `CatalogStore`: every node has a copy of the tracks. And as a part of a SELECT: a
    // statement that is the update itself takes nothing from the coordinator's tables, however it names them.
    let titled = try db.query(
      """
      WITH e AS MATERIALIZED (
        SELECT DISTINCT e.isrc, e.title FROM catalog_stage e JOIN catalog_owned o USING (isrc)
      ), written AS (
        UPDATE tracks SET title = e.title, changed_in = \(version)
        FROM e WHERE tracks.isrc = e.isrc AND tracks.title <> e.title RETURNING 1)
      SELECT count(*) FROM written
      """)
    try db.query(
      """
      WITH x AS MATERIALIZED (
        SELECT isrc, coalesce(owned_from, '-infinity') AS owned_from, coalesce(owned_until, 'infinity') AS owned_until
        FROM catalog_times
      ), written AS (
        UPDATE tracks SET owned_until = x.owned_until FROM x
        WHERE tracks.isrc = x.isrc AND tracks.owned_from = x.owned_from AND tracks.owned_until <> x.owned_until
        RETURNING 1)
      SELECT count(*) FROM written
      """)
    let added = try db.query(
      """
      WITH written AS (
        INSERT INTO tracks (isrc, title, artist_id, album_id, label_id, changed_in, owned_from, owned_until)
        SELECT e.isrc, e.title, artists.artist_id, albums.album_id, labels.label_id, \(version), x.owned_from,
          coalesce(x.owned_until, 'infinity')
        FROM catalog_times x JOIN catalog_stage e ON e.line = x.line
        JOIN artists ON artists.id = e.artist JOIN albums ON albums.gtin = e.gtin JOIN labels ON labels.id = e.label
        WHERE x.track_id IS NULL AND x.owned_from IS NOT NULL ORDER BY e.line RETURNING 1)
      SELECT count(*) FROM written
      """)
    return Int(titled[0].int(0) + added[0].int(0))
  }
}

extension Row {
  /// - Returns: `nil` where the column is null.
  func optionalDay(_ column: Int) -> Day? { isNull(column) ? nil : Day(number: date(column)) }
}
