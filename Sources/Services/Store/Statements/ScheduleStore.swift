import Contracts
import Plays
import Postgres
import Refusals
import Statements

/// Schedules of statements, every version of them. The latest counts.
package struct ScheduleStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// A schedule as it is on record.
  package struct Record: Sendable {
    package let schedule: Schedule
    package let version: Int
    package let isEnabled: Bool
    /// Nothing before it is due.
    package let firstPeriod: Period
    /// Microseconds since 1970.
    package let recordedAt: Int64

    package init(schedule: Schedule, version: Int, isEnabled: Bool, firstPeriod: Period, recordedAt: Int64) {
      self.schedule = schedule
      self.version = version
      self.isEnabled = isEnabled
      self.firstPeriod = firstPeriod
      self.recordedAt = recordedAt
    }
  }

  /// Months before the present one that a schedule may begin with.
  private static let longestBacklog = 120

  /// Labels and payees that schedules may name, as the database has them.
  package var known: ScheduleFile.Known {
    let db = db
    return ScheduleFile.Known(
      isLabel: { try !db.query("SELECT FROM labels WHERE id = \($0)").isEmpty },
      payee: { name in
        let named = try PartyStore(db).named(name)
        guard case .known(let party) = named else { return named }
        return try PartyStore(db).isPayee(party) ? named : .unknown
      })
  }

  private static let columns: SQL =
    """
    schedule, version, day, minute, time_zone, recipients, ids, formats, folder, first_period, enabled, removed, \
    recorded_at
    """

  private static let latest: SQL = """
    SELECT DISTINCT ON (schedule COLLATE "C") \(columns) FROM schedule_versions
    ORDER BY schedule COLLATE "C", version DESC
    """

  /// Those that were not removed, by name.
  package func all() throws -> [Record] {
    try db.query("SELECT * FROM (\(Self.latest)) l WHERE NOT removed").map(record)
  }

  package func record(_ name: String) throws -> Record? {
    try db.query("SELECT * FROM (\(Self.latest)) l WHERE NOT removed AND schedule = \(name)").first.map(record)
  }

  /// Records schedules, all or none. The same again changes nothing; one without `first_period` begins with the month in
  /// which it is recorded first, and one that does not say whether it is enabled stays as it is.
  ///
  /// - Parameter now: seconds since 1970.
  /// - Returns: the names of those that are new or changed.
  /// - Throws: `Refused` for a name that stands twice, or a backlog of too many years.
  package func write(_ contents: [ScheduleFile.Content], now: Int64) throws -> [String] {
    try exclusively {
      var seen: Set<String> = []
      return try contents.compactMap { content in
        let schedule = content.schedule
        guard seen.insert(schedule.name).inserted else {
          throw Refused(.content, "schedule \(schedule.name) stands in two files; nothing was recorded")
        }
        let last = try record(schedule.name)
        let month = schedule.time.month(at: now)
        let first = content.firstPeriod ?? last?.firstPeriod ?? month
        guard first >= month.advanced(by: -Self.longestBacklog) else {
          throw Refused(
            .content,
            "schedule \(schedule.name): first_period is at most \(Self.longestBacklog) months ago, not \(first)"
          )
        }
        let isEnabled = content.isEnabled ?? last?.isEnabled ?? true
        if let last, last.schedule == schedule, last.firstPeriod == first, last.isEnabled == isEnabled { return nil }
        try insert(schedule, isEnabled: isEnabled, first)
        return schedule.name
      }
    }
  }

  /// Has a schedule rest, or go on. What became due meanwhile is done then.
  ///
  /// - Returns: true if there is such a schedule.
  package func enable(_ name: String, _ isEnabled: Bool) throws -> Bool {
    try exclusively {
      guard let last = try record(name) else { return false }
      if last.isEnabled != isEnabled { try insert(last.schedule, isEnabled: isEnabled, last.firstPeriod) }
      return true
    }
  }

  /// Takes a schedule away. Its runs stay on record.
  ///
  /// - Returns: true if there was such a schedule.
  package func remove(_ name: String) throws -> Bool {
    try exclusively {
      guard let last = try record(name) else { return false }
      try insert(last.schedule, isEnabled: false, last.firstPeriod, isRemoved: true)
      return true
    }
  }

  /// Payees whose statements are a label's business: itself, the artists of its tracks, and who has a share in a
  /// contract about any of them that began before a period's end.
  package func roster(_ label: String, _ period: Period) throws -> Set<String> {
    let rows = try db.query(
      """
      WITH roster AS (
        SELECT t.isrc, al.gtin, a.id AS artist, a.party, l.party AS label FROM tracks t
        JOIN labels l USING (label_id) JOIN albums al USING (album_id) JOIN artists a USING (artist_id)
        WHERE l.id = \(label))
      SELECT label FROM roster UNION SELECT party FROM roster
      UNION
      SELECT s.payee FROM contracts c JOIN contract_shares s USING (contract, version)
      WHERE c.version = (SELECT max(version) FROM contracts n WHERE n.contract = c.contract)
        AND c.effective_from <= \(.date(period.last.number)) AND s.payee <> '@artist'
        AND CASE c.scope_kind
          WHEN 'label' THEN c.scope_id = \(label)
          WHEN 'artist' THEN c.scope_id IN (SELECT artist FROM roster)
          WHEN 'album' THEN c.scope_id IN (SELECT gtin FROM roster)
          ELSE c.scope_id IN (SELECT isrc FROM roster) END
      """)
    return Set(rows.map { $0.text(0) })
  }

  /// One writer at a time, so that a version follows on what it was compared with.
  private func exclusively<T>(_ body: () throws -> T) throws -> T {
    try db.transaction {
      try db.query("SELECT pg_advisory_xact_lock(hashtextextended('ledgerline schedules', 0))")
      return try body()
    }
  }

  private func insert(
    _ schedule: Schedule, isEnabled: Bool, _ first: Period, isRemoved: Bool = false
  ) throws {
    let (kind, ids): (String, [String]) =
      switch schedule.recipients {
      case .everyone: ("everyone", [])
      case .label(let label): ("label", [label])
      case .payees(let payees): ("payees", payees)
      }
    try db.query(
      """
      INSERT INTO schedule_versions (\(Self.columns))
      SELECT \(schedule.name), coalesce(max(version), 0) + 1, \(schedule.time.day.map(Int32.init)),
        \(Int32(schedule.time.minute)), \(schedule.time.zone), \(kind), \(.texts(ids)),
        \(.texts(schedule.formats.map(\.rawValue))), \(schedule.folder.description), \(.period(first)), \(isEnabled),
        \(isRemoved), now()
      FROM schedule_versions WHERE schedule = \(schedule.name)
      """)
    db.note("schedule \(schedule.name)")
  }

  private func record(_ row: Row) throws -> Record {
    let name = row.text(0)
    do {
      let ids = row.texts(6)
      return Record(
        schedule: try Schedule(
          name: name,
          time: MonthlyTime(day: row.optionalInt(2).map(Int.init), minute: Int(row.int(3)), zone: row.text(4)),
          recipients: row.text(5) == "everyone" ? .everyone : row.text(5) == "label" ? .label(ids[0]) : .payees(ids),
          formats: row.texts(7).compactMap(Schedule.Format.init),
          folder: DeliveryFolder(row.text(8), mayBeAbsolute: true)),
        version: Int(row.int(1)), isEnabled: row.bool(10), firstPeriod: row.period(9), recordedAt: row.timestamp(12))
    } catch {
      // A time zone may have been dropped from the system's database.
      throw Refused(.conflict, "schedule \(name) on record cannot be used: \(error)")
    }
  }
}
