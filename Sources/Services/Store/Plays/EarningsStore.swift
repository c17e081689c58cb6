import Catalog
import Earnings
import Plays
import Postgres
import Rates

/// Estimated earnings computed from the totals by one grouped query.
///
/// SQL only adds plays up, by key, market and stretch of days within which no rate and no period changes; money is
/// multiplied out of that by the same code everywhere.
package struct EarningsStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// The rows of a query by key. Without `groupBy` one row with an empty key, if there are any plays.
  package func rows(_ query: EarningsQuery, _ rates: RateBook) throws -> [EarningsRow] {
    let bounds = try stretches(query, rates)
    guard let first = bounds.first else { return [] }
    let statement: SQL =
      """
      SELECT \(key(query.groupBy)), p.market_id, width_bucket(p.day, \(.dates(bounds.map(\.number)))) AS stretch,
        sum(p.plays)::bigint
      FROM plays_daily p \(joins) WHERE \(conditions(query)) GROUP BY 1, 2, 3, 4
      """
    let markets = Dictionary(try LiveStore(db).markets().map { ($0.id, $0.market) }, uniquingKeysWith: { a, _ in a })
    var earnings: [String: (name: String, earnings: Earnings)] = [:]
    for row in try db.query(statement) {
      let stretch = Int(row.int(3))
      let day = stretch == 0 ? first : bounds[stretch - 1]
      earnings[row.text(0), default: (row.text(1), Earnings())].earnings
        .add(plays: row.int(4), markets[row.int32(2)]!, on: day, rates)
    }
    return earnings.map { EarningsRow(key: $0.key, name: $0.value.name, earnings: $0.value.earnings) }
      .sorted { $0.key < $1.key }
  }

  /// Plays by the hour, of what was ingested within two days of being played. Filters by album and track do not
  /// apply: hours are kept by artist and label.
  package func hours(
    _ query: EarningsQuery, from: Int64, to: Int64, _ rates: RateBook
  ) throws -> [EarningsPoint] {
    let markets = Dictionary(try LiveStore(db).markets().map { ($0.id, $0.market) }, uniquingKeysWith: { a, _ in a })
    var filters = query
    filters.from = nil
    filters.to = nil
    let statement: SQL =
      """
      SELECT p.hour, p.market_id, sum(p.plays)::bigint
      FROM plays_hourly p JOIN markets m USING (market_id) JOIN artists a USING (artist_id) JOIN labels l USING (label_id)
      WHERE p.hour >= \(.timestamp(from * 1_000_000)) AND p.hour <= \(.timestamp(to * 1_000_000))
        AND \(conditions(filters))
      GROUP BY 1, 2
      """
    var hours: [Int64: Earnings] = [:]
    for row in try db.query(statement) {
      let hour = row.timestamp(0) / 1_000_000
      hours[hour, default: Earnings()]
        .add(plays: row.int(2), markets[row.int32(1)]!, on: Day(number: Int32(hour / 86_400)), rates)
    }
    return hours.map { EarningsPoint(at: $0.key, earnings: $0.value) }.sorted { $0.at < $1.at }
  }

  /// The days on which a rate or a period starts, within the days that have plays. Empty where none has.
  private func stretches(_ query: EarningsQuery, _ rates: RateBook) throws -> [Day] {
    let row = try db.query("SELECT min(day), max(day) FROM plays_daily")[0]
    guard !row.isNull(0) else { return [] }
    let from = max(query.from ?? Day(number: row.date(0)), Day(number: row.date(0)))
    let to = min(query.to ?? Day(number: row.date(1)), Day(number: row.date(1)))
    guard from <= to else { return [] }
    if query.groupBy == .day { return (from.number...to.number).map { Day(number: $0) } }
    var days: Set<Day> = [from]
    for day in rates.changes where day > from && day <= to { days.insert(day) }
    var month = from.period.last.advanced(by: 1)
    while month <= to {
      days.insert(month)
      month = month.period.last.advanced(by: 1)
    }
    return days.sorted()
  }

  private var joins: SQL {
    """
    JOIN tracks t USING (track_id) JOIN markets m USING (market_id) JOIN artists a USING (artist_id)
    JOIN albums b USING (album_id) JOIN labels l USING (label_id)
    """
  }

  /// Two columns: the key and its name.
  private func key(_ dimension: Dimension?) -> SQL {
    switch dimension {
    case nil: "'', ''"
    case .artist: "a.id, a.name"
    case .album: "b.upc, b.title"
    case .track: "t.isrc, t.title"
    case .label: "l.id, l.name"
    case .platform: "m.platform, m.platform"
    case .country: "m.country, m.country"
    case .tier: "m.tier, m.tier"
    case .day: "p.day::text, p.day::text"
    case .month: "to_char(p.day, 'YYYY-MM'), to_char(p.day, 'YYYY-MM')"
    }
  }

  private func conditions(_ query: EarningsQuery) -> SQL {
    var sql: SQL = "true"
    if let day = query.from { sql.append(" AND p.day >= \(.date(day.number))") }
    if let day = query.to { sql.append(" AND p.day <= \(.date(day.number))") }
    if let platform = query.platform { sql.append(" AND m.platform = \(platform)") }
    if let country = query.country { sql.append(" AND m.country = \(country.description)") }
    if let tier = query.tier { sql.append(" AND m.tier = \(tier)") }
    if let artist = query.artist { sql.append(" AND a.id = \(artist)") }
    if let album = query.album { sql.append(" AND b.gtin = \(album)") }
    if let track = query.track { sql.append(" AND t.isrc = \(track)") }
    if let label = query.label { sql.append(" AND l.id = \(label)") }
    sql.append(" AND \(query.visibility.filter)")
    return sql
  }
}
