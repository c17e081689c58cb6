import Ledger
import Plays
import Postgres

/// Marks of what the next posting has to look at.
///
/// Two kinds of change are told apart. Who writes plays marks the tracks and months it touches (`mark`). Who records a
/// version of rates, exchange rates, contracts or reports marks nothing: the versions that a month was last posted by
/// are kept, and the tracks that newer ones are about are looked up when it is posted again.
package struct PendingStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Kinds of versions that people add.
  package enum VersionKind: Sendable {
    case rates, fx, contracts
  }

  /// A track's month that changed.
  struct Unit: Hashable {
    let period: Period
    let track: Int32
  }

  // MARK: Marking, inside the transaction that changes something

  /// Reads the number to mark under, and holds it until the transaction ends.
  static let epoch: SQL = "SELECT epoch FROM ledger_epoch FOR SHARE"

  /// Marks tracks in months. The caller's transaction holds `epoch`.
  ///
  /// - Parameter units: distinct and in order, so that two workers lock in the same order.
  static func mark(_ units: [Unit], epoch: Int64, byCatalog: Bool = false) -> SQL {
    """
    INSERT INTO ledger_pending (epoch, period, track_id, by_catalog)
    SELECT \(epoch), u.period, u.track, \(byCatalog)
    FROM unnest(\(.dates(units.map(\.period.first.number))), \(.int32s(units.map(\.track)))) AS u (period, track)
    ON CONFLICT DO NOTHING
    """
  }

  // MARK: Posting

  /// Raises the number that is marked under: everything marked under lower ones is there to be read.
  ///
  /// It waits for the commits under way that hold it, not for those that come later, and is a transaction of its own.
  package func raiseEpoch() throws -> Int64 {
    try IngestGate.runAlone(db) {
      try db.query("UPDATE ledger_epoch SET epoch = epoch + 1 RETURNING epoch")[0].int(0)
    }
  }

  /// The months that have something to look at, in order, from the books' beginning on: marked, or posted by versions that are not the newest.
  ///
  /// - Parameter only: marks of these tracks count; `nil` takes all.
  package func periods(_ newest: Versions, only: [Int32]? = nil) throws -> [Period] {
    let marks: SQL =
      only.map { "SELECT DISTINCT period FROM ledger_pending WHERE track_id = ANY(\(.int32s($0)))" }
      ?? "SELECT DISTINCT period FROM ledger_pending"
    return try db.query(
      """
      SELECT period FROM (\(marks)
      UNION SELECT period FROM ledger_watermarks
      WHERE (rates, fx, contracts, reports) <> (\(newest.rates), \(newest.fx), \(newest.contracts), \(newest.reports))
      UNION SELECT period FROM acceptances
      WHERE acceptance_id > coalesce((SELECT w.reports FROM ledger_watermarks w WHERE w.period = acceptances.period), 0)) s
      WHERE period >= \(BeginningStore.firstDay) ORDER BY 1
      """
    ).map { $0.period(0) }
  }

  /// The newest versions of everything that was recorded.
  package func newestVersions() throws -> Versions {
    let row = try db.query(
      """
      SELECT coalesce((SELECT max(rate_table_id) FROM rate_tables), 0),
        coalesce((SELECT max(fx_id) FROM fx_rates), 0), coalesce((SELECT max(contract_id) FROM contracts), 0),
        coalesce((SELECT max(acceptance_id) FROM acceptances), 0)
      """)[0]
    return Versions(rates: row.int32(0), fx: row.int32(1), contracts: row.int32(2), reports: row.int32(3))
  }

  /// The newest version of a kind before so many that were added last.
  package func version(_ kind: VersionKind, before added: Int) throws -> Int32 {
    let rows =
      switch kind {
      case .rates:
        try db.query("SELECT rate_table_id FROM rate_tables ORDER BY 1 DESC OFFSET \(Int64(added)) LIMIT 1")
      case .fx: try db.query("SELECT fx_id FROM fx_rates ORDER BY 1 DESC OFFSET \(Int64(added)) LIMIT 1")
      case .contracts:
        try db.query("SELECT contract_id FROM contracts ORDER BY 1 DESC OFFSET \(Int64(added)) LIMIT 1")
      }
    return rows.first?.int32(0) ?? 0
  }

  /// The months from the books' beginning up to one of which something is posted, or waits to be.
  package func months(through last: Period) throws -> [Period] {
    try db.query(
      """
      SELECT period FROM (SELECT period FROM ledger_watermarks UNION SELECT DISTINCT period FROM ledger_pending) s
      WHERE period BETWEEN \(BeginningStore.firstDay) AND \(.period(last)) ORDER BY 1
      """
    ).map { $0.period(0) }
  }

  /// Versions and day of a month's last posting.
  package struct Watermark: Sendable, Hashable {
    package let versions: Versions
    /// The day of the posting.
    package let postedOn: Day

    package init(versions: Versions, postedOn: Day) {
      self.versions = versions
      self.postedOn = postedOn
    }
  }

  /// - Returns: `nil` where the month was never posted.
  package func watermark(_ period: Period) throws -> Watermark? {
    try db.query(
      "SELECT rates, fx, contracts, reports, posted_on FROM ledger_watermarks WHERE period = \(.period(period))"
    ).first.map {
      Watermark(
        versions: Versions(rates: $0.int32(0), fx: $0.int32(1), contracts: $0.int32(2), reports: $0.int32(3)),
        postedOn: Day(number: $0.date(4)))
    }
  }

  package func setWatermark(_ period: Period, _ watermark: Watermark) throws {
    let versions = watermark.versions
    try db.query(
      """
      INSERT INTO ledger_watermarks
      VALUES (\(.period(period)), \(versions.rates), \(versions.fx), \(versions.contracts), \(versions.reports),
        \(.date(watermark.postedOn.number)))
      ON CONFLICT (period) DO UPDATE SET rates = excluded.rates, fx = excluded.fx, contracts = excluded.contracts,
        reports = excluded.reports, posted_on = excluded.posted_on
      """)
  }

  /// A track to look at in a month.
  package struct Track: Sendable, Hashable {
    package let number: Int32
    /// True if the catalog gave it to others since it was posted.
    package let isByCatalog: Bool
  }

  /// The tracks to look at in a month, in order; 0 among them where reports have tracks that are not ours.
  ///
  /// - Parameters:
  ///   - epoch: marks under lower numbers count; `nil` takes all.
  ///   - watermark: the versions the month was last posted by.
  ///   - only: narrows them to these; `nil` takes all.
  package func tracks(
    _ period: Period, before epoch: Int64?, _ watermark: Versions?, only: [Int32]? = nil
  ) throws -> [Track] {
    var statement: SQL = """
      SELECT track_id, bool_or(by_catalog) FROM (
        SELECT track_id, by_catalog FROM ledger_pending
        WHERE period = \(.period(period)) AND epoch < \(epoch ?? .max)
        UNION ALL SELECT coalesce(t.track_id, 0), false
        FROM acceptances a JOIN acceptance_lines l USING (acceptance_id) LEFT JOIN tracks t USING (isrc)
        WHERE a.period = \(.period(period)) AND a.acceptance_id > \(watermark?.reports ?? 0)
      """
    if let watermark { statement.append(changedByVersions(period, since: watermark)) }
    // What a report says of a recording is divided by the plays of all its owners and releases: what changes for one changes
    // for all.
    let isShared = try FactStore(db).hasSharedRecordings()
    statement.append(") s WHERE true")
    if let only, !isShared { statement.append(" AND track_id = ANY(\(.int32s(only)))") }
    statement.append(" GROUP BY track_id ORDER BY track_id")
    let tracks = try db.query(statement).map { Track(number: $0.int32(0), isByCatalog: $0.bool(1)) }
    return isShared ? try withOtherTimes(tracks, only: only) : tracks
  }

  /// Tracks with the other times of ownership of their recordings, in order.
  private func withOtherTimes(_ tracks: [Track], only: [Int32]?) throws -> [Track] {
    var isByCatalog = Dictionary(uniqueKeysWithValues: tracks.map { ($0.number, $0.isByCatalog) })
    for number in try FactStore(db).otherTimes(tracks.map(\.number)).values.joined() where isByCatalog[number] == nil {
      isByCatalog[number] = false
    }
    let wanted = only.map { Set($0) }
    return isByCatalog.filter { wanted?.contains($0.key) ?? true }.map { Track(number: $0.key, isByCatalog: $0.value) }
      .sorted { $0.number < $1.number }
  }

  /// Posted tracks of a month that newer versions may be about: too many rather than too few. And tracks that may
  /// never have been posted: what a report left out comes back as an estimate where the one that supersedes it does
  /// not speak of the country.
  private func changedByVersions(_ period: Period, since watermark: Versions) -> SQL {
    """
     UNION ALL SELECT l.track_id, false FROM ledger_lines l
      WHERE l.period = \(.period(period)) AND l.market_id IN (
        SELECT m.market_id FROM markets m JOIN rate_tables r USING (platform)
        WHERE r.rate_table_id > \(watermark.rates)
          AND r.effective < \(.period(period))::date + interval '1 month'
        UNION SELECT m.market_id FROM markets m JOIN acceptances a USING (platform)
        WHERE a.acceptance_id > \(watermark.reports) AND a.period = \(.period(period)))
     UNION ALL SELECT l.track_id, false FROM ledger_lines l
      JOIN fx_rates f ON f.from_currency = l.currency
      WHERE l.period = \(.period(period)) AND f.period = \(period.description) AND f.fx_id > \(watermark.fx)
     UNION ALL SELECT l.track_id, false FROM ledger_lines l
      WHERE l.period = \(.period(period)) AND l.track_id IN (
        SELECT t.track_id FROM tracks t
        JOIN artists a ON a.artist_id = t.artist_id JOIN albums b USING (album_id) JOIN labels s USING (label_id)
        JOIN (
          SELECT DISTINCT c.scope_kind, c.scope_id FROM contracts c
          WHERE c.contract IN (SELECT n.contract FROM contracts n WHERE n.contract_id > \(watermark.contracts))) c
          ON (c.scope_kind, c.scope_id) IN (('track', t.isrc), ('album', b.gtin), ('artist', a.id), ('label', s.id)))
     UNION ALL SELECT p.track_id, false FROM plays_daily p
      WHERE p.day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number)) AND p.market_id IN (
        SELECT m.market_id FROM acceptances n JOIN acceptances o ON o.acceptance_id = n.supersedes
        JOIN markets m ON m.platform = o.platform AND \(SpokenCountries.has("o.countries", "m.country"))
        WHERE n.period = \(.period(period)) AND n.acceptance_id > \(watermark.reports))
    """
  }

  /// The tracks whose lines a payee may have a share in, now or by what was posted: those that they have as artist or by
  /// the scope of a version of a contract; of those that went to others, the ones whose going is not posted yet.
  package func tracks(of payee: String) throws -> [Int32] {
    let tracks = try db.query(
      """
      WITH scopes AS MATERIALIZED (
        SELECT DISTINCT c.scope_kind, c.scope_id FROM contract_shares s JOIN contracts c USING (contract, version)
        WHERE s.payee = \(payee))
      SELECT t.track_id FROM artists a JOIN tracks t USING (artist_id) WHERE a.party = \(payee)
      UNION SELECT t.track_id FROM scopes s JOIN tracks t ON t.isrc = s.scope_id WHERE s.scope_kind = 'track'
      UNION SELECT t.track_id FROM scopes s JOIN albums b ON b.gtin = s.scope_id JOIN tracks t USING (album_id)
        WHERE s.scope_kind = 'album'
      UNION SELECT t.track_id FROM scopes s JOIN artists a ON a.id = s.scope_id JOIN tracks t USING (artist_id)
        WHERE s.scope_kind = 'artist'
      UNION SELECT t.track_id FROM scopes s JOIN labels l ON l.id = s.scope_id JOIN tracks t USING (label_id)
        WHERE s.scope_kind = 'label'
      UNION SELECT track_id FROM ledger_pending WHERE by_catalog
      """
    ).map { $0.int32(0) }
    // A mark of one time of ownership of a recording may be about all.
    return Array(Set(tracks).union(try FactStore(db).otherTimes(tracks).values.joined()))
  }

  /// Forgets the marks that a posting has dealt with.
  package func forget(_ period: Period, before epoch: Int64) throws {
    try db.query("DELETE FROM ledger_pending WHERE period = \(.period(period)) AND epoch < \(epoch)")
  }

  /// The months that were ever posted, in order.
  package func postedPeriods() throws -> [Period] {
    try db.query("SELECT period FROM ledger_watermarks ORDER BY 1").map { $0.period(0) }
  }

  /// The months from the first that has plays to the last, in order.
  package func periodsWithPlays() throws -> [Period] {
    let row = try db.query("SELECT min(day), max(day) FROM plays_daily")[0]
    guard !row.isNull(0) else { return [] }
    var period = Day(number: row.date(0)).period
    var periods: [Period] = []
    while period <= Day(number: row.date(1)).period {
      periods.append(period)
      period = period.next
    }
    return periods
  }

  /// The tracks that have plays in some markets in a month, in order.
  package func tracksWithPlays(_ period: Period, inMarkets markets: [Int32]) throws -> [Int32] {
    try db.query(
      """
      SELECT DISTINCT track_id FROM plays_daily
      WHERE day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
        AND market_id = ANY(\(.int32s(markets))) ORDER BY 1
      """
    ).map { $0.int32(0) }
  }

  /// The tracks of a month that have plays or posted lines, in order.
  package func tracksWithPlays(_ period: Period) throws -> [Int32] {
    try db.query(
      """
      SELECT track_id FROM plays_daily
      WHERE day BETWEEN \(.date(period.first.number)) AND \(.date(period.last.number))
      UNION SELECT track_id FROM ledger_lines WHERE period = \(.period(period)) ORDER BY 1
      """
    ).map { $0.int32(0) }
  }

  /// Number of tracks of a month that are marked.
  package func count(_ period: Period) throws -> Int64 {
    try db.query("SELECT count(DISTINCT track_id) FROM ledger_pending WHERE period = \(.period(period))")[0].int(0)
  }
}
