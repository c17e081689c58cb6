import Catalog
import Plays
import Postgres

/// Recordings of a catalog on its way in whose owners have days, or that stand on several releases: by its rows, or since they
/// have done so before. All others, the usual ones, are looked at by `CatalogStage` alone.
struct CatalogTimes {
  let db: Connection

  private static let recordingsAtATime: Int64 = 5_000

  /// A time of ownership that is stored.
  private struct Stored {
    let track: Int32
    let release: Int32
    let from: Day?
    let until: Day?
    let owner: Releases.Owner
  }

  /// A row of the file.
  private struct Told {
    let line: Int32
    let row: Releases.Row
    let tellsAccount: Bool

    /// The row, with the account that its release has where the file says nothing of it.
    func row(beside stored: [Stored]) -> Releases.Row {
      if tellsAccount { return row }
      let own = stored.last {
        ($0.owner.artist, $0.owner.gtin, $0.owner.label) == (row.owner.artist, row.owner.gtin, row.owner.label)
      }
      let owner = Releases.Owner(
        artist: row.owner.artist, gtin: row.owner.gtin, label: row.owner.label, account: own?.owner.account)
      return Releases.Row(from: row.from, owner: owner, isPrimary: row.isPrimary)
    }
  }

  /// Finds them, as `catalog_owned`.
  func find() throws {
    try db.run(
      script: """
        CREATE TEMP TABLE catalog_owned ON COMMIT DROP AS
        SELECT isrc FROM catalog_stage WHERE from_day IS NOT NULL
        UNION SELECT isrc FROM catalog_stage GROUP BY isrc HAVING count(*) > 1
        UNION SELECT e.isrc FROM catalog_stage e JOIN tracks t USING (isrc) WHERE t.owned_from > '-infinity' OR t.release > 0
        UNION SELECT e.isrc FROM catalog_stage e JOIN tracks t USING (isrc) JOIN albums b USING (album_id)
          WHERE e.is_primary IS NOT NULL AND b.gtin <> e.gtin;
        ANALYZE catalog_owned;
        CREATE TEMP TABLE catalog_times (
          isrc text, line int, release int, owned_from date, owned_until date, artist text, gtin text, label text,
          account text, track_id int, moves boolean, former int, is_other boolean) ON COMMIT DROP
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
    // Of a recording that is new the row of its first days, which has the title that its own row says.
    try db.run(
      script: """
        ANALYZE catalog_times;
        INSERT INTO catalog_changes (line, isrc, title, artist, gtin, label, account, tells_account, track_id, moves)
        SELECT x.line, x.isrc, coalesce(t.title, (
            SELECT e.title FROM catalog_stage e WHERE e.isrc = x.isrc ORDER BY e.gtin <> x.gtin, e.line LIMIT 1)),
          x.artist, x.gtin, x.label, x.account, true, x.track_id, x.moves
        FROM catalog_times x LEFT JOIN tracks t ON t.track_id = x.track_id
        WHERE x.moves OR x.track_id IS NULL AND x.owned_from IS NULL AND x.release = 0;
        ANALYZE catalog_changes
        """)
  }

  private func compare(_ names: [String], _ today: Day) throws {
    let told = try told(names)
    let stored = try stored(names)
    try db.copyIn(
      """
      catalog_times (isrc, line, release, owned_from, owned_until, artist, gtin, label, account, track_id, moves, former,
      is_other)
      """, columns: 13
    ) { copy in
      for name in names {
        let (told, stored) = (told[name] ?? [], stored[name] ?? [])
        let releases = try releases(name, told, stored, today)
        let before = stored.filter { $0.release == 0 }
        let known = before.isEmpty ? releases.primary.times.map(\.owner.gtin) : before.map(\.owner.gtin)
        try write(releases.primary, 0, told[0].line, name, before, known, to: &copy)
        for release in releases.releases {
          try write(
            release.owners, release.number, told[0].line, name, stored.filter { $0.release == release.number }, known,
            to: &copy)
        }
      }
    }
  }

  /// Writes what changes about one release of a recording.
  ///
  /// - Parameter known: barcodes that it stands on already, or that its first row has.
  private func write(
    _ owners: Ownership<Releases.Owner>, _ release: Int32, _ line: Int32, _ name: String, _ stored: [Stored],
    _ known: [String], to copy: inout CopyWriter
  ) throws {
    for (index, time) in owners.times.enumerated() {
      let next = index + 1 < owners.times.count ? owners.times[index + 1].from : nil
      let own = stored.first { $0.from == time.from }
      guard own?.owner != time.owner || own?.until != next else { continue }
      // The time that had its days, which it has cut short.
      let former = own != nil ? nil : time.from.flatMap { from in stored.last { $0.from.map { $0 < from } ?? true } }
      try copy.row()
      copy.value(.text(name))
      copy.int32(line)
      copy.int32(release)
      copy.value(time.from.map { Value.date($0.number) } ?? .null)
      copy.value(next.map { Value.date($0.number) } ?? .null)
      for text in [time.owner.artist, time.owner.gtin, time.owner.label] { copy.value(.text(text)) }
      copy.value(time.owner.account.map { Value.text($0) } ?? .null)
      copy.value(own.map { Value.int32($0.track) } ?? .null)
      copy.value(.bool(own.map { $0.owner != time.owner } ?? false))
      copy.value(former.map { Value.int32($0.track) } ?? .null)
      copy.value(.bool(release > 0 && stored.isEmpty && index == 0 && !known.contains(time.owner.gtin)))
    }
  }

  /// The releases of a recording as they are by the rows of the file.
  private func releases(_ name: String, _ told: [Told], _ stored: [Stored], _ today: Day) throws -> Releases {
    let times = Dictionary(grouping: stored, by: \.release).mapValues { $0.map { (from: $0.from, owner: $0.owner) } }
    var releases = Releases(
      primary: times[0] ?? [],
      releases: times.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map { (number: $0.key, times: $0.value) })
    do throws(Releases.Fault) {
      try releases.take(told.map { $0.row(beside: stored) }, today: today)
    } catch {
      let reason =
        switch error {
        case .beginningless(let day):
          "\(name) is not in the catalog yet\(stored.isEmpty ? "" : ", on this release"): nobody knows whose it was before "
            + "\(day). Give it a row without `from` as well, for the days before; if it was theirs from the beginning, leave "
            + "`from` out"
        case .severalPrimary(let day): "rows of \(name) from \(day) on are of several releases: one is primary"
        }
      throw CatalogStore.Contradiction(line: Int(told[0].line), reason: reason)
    }
    return releases
  }

  private func told(_ names: [String]) throws -> [String: [Told]] {
    let rows = try db.query(
      """
      SELECT isrc, line, from_day, artist, gtin, label, account, is_primary, tells_account FROM catalog_stage WHERE isrc = ANY(\(.texts(names)))
      ORDER BY line
      """)
    return Dictionary(grouping: rows) { $0.text(0) }.mapValues { rows in
      rows.map {
        Told(
          line: $0.int32(1),
          row: Releases.Row(
            from: $0.optionalDay(2), owner: Self.owner($0, from: 3), isPrimary: $0.isNull(7) ? nil : $0.bool(7)),
          tellsAccount: $0.bool(8))
      }
    }
  }

  private func stored(_ names: [String]) throws -> [String: [Stored]] {
    let rows = try db.query(
      """
      SELECT t.isrc, t.track_id, t.release, NULLIF(t.owned_from, '-infinity'), NULLIF(t.owned_until, 'infinity'), a.id,
        b.gtin, l.id, t.account
      FROM tracks t JOIN artists a USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
      WHERE t.isrc = ANY(\(.texts(names))) ORDER BY t.owned_from
      """)
    return Dictionary(grouping: rows) { $0.text(0) }.mapValues { rows in
      rows.map {
        Stored(
          track: $0.int32(1), release: $0.int32(2), from: $0.optionalDay(3), until: $0.optionalDay(4),
          owner: Self.owner($0, from: 5))
      }
    }
  }

  private static func owner(_ row: Row, from first: Int) -> Releases.Owner {
    Releases.Owner(
      artist: row.text(first), gtin: row.text(first + 1), label: row.text(first + 2),
      account: row.optionalText(first + 3))
  }

  // MARK: Writing

  /// Writes titles, which have no day and are those of the primary release's rows, to all times of ownership, and the times that
  /// are new.
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
        SELECT DISTINCT ON (e.isrc) e.isrc, e.title FROM catalog_stage e JOIN catalog_owned o USING (isrc)
          JOIN tracks t ON t.isrc = e.isrc AND t.release = 0 JOIN albums b ON b.album_id = t.album_id AND b.gtin = e.gtin
        ORDER BY e.isrc, e.line
      ), written AS (
        UPDATE tracks SET title = e.title, changed_in = \(version)
        FROM e WHERE tracks.isrc = e.isrc AND tracks.title <> e.title RETURNING 1)
      SELECT count(*) FROM written
      """)
    try db.query(
      """
      WITH x AS MATERIALIZED (
        SELECT isrc, release, coalesce(owned_from, '-infinity') AS owned_from, coalesce(owned_until, 'infinity') AS owned_until
        FROM catalog_times
      ), written AS (
        UPDATE tracks SET owned_until = x.owned_until FROM x
        WHERE tracks.isrc = x.isrc AND tracks.release = x.release AND tracks.owned_from = x.owned_from AND tracks.owned_until <> x.owned_until
        RETURNING 1)
      SELECT count(*) FROM written
      """)
    let added = try db.query(
      """
      WITH written AS (
        INSERT INTO tracks (isrc, title, artist_id, album_id, label_id, account, changed_in, owned_from, owned_until, release)
        SELECT x.isrc, f.title, artists.artist_id, albums.album_id, labels.label_id, x.account, \(version),
          coalesce(x.owned_from, '-infinity'), coalesce(x.owned_until, 'infinity'), x.release
        FROM catalog_times x JOIN tracks f ON f.isrc = x.isrc AND f.release = 0 AND f.owned_from = '-infinity'
        JOIN artists ON artists.id = x.artist JOIN albums ON albums.gtin = x.gtin JOIN labels ON labels.id = x.label
        WHERE x.track_id IS NULL AND (x.owned_from IS NOT NULL OR x.release > 0)
        ORDER BY x.line, x.isrc, x.release, x.owned_from RETURNING 1)
      SELECT count(*) FROM written
      """)
    return Int(titled[0].int(0) + added[0].int(0))
  }
}

extension Row {
  /// - Returns: `nil` where the column is null.
  func optionalDay(_ column: Int) -> Day? { isNull(column) ? nil : Day(number: date(column)) }
}
