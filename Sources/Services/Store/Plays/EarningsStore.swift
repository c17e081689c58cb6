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
    guard let days = try days(query) else { return [] }
    let bounds = stretches(query, days, rates)
    let statement: SQL =
      """
      SELECT \(names(query.groupBy)), g.market_id, g.stretch, g.plays
      FROM (
        SELECT \(number(query.groupBy)) AS number, p.market_id, \(stretch(query, bounds)) AS stretch,
          sum(p.plays)::bigint AS plays
        FROM plays_daily p \(joins(query)) WHERE \(conditions(query)) GROUP BY 1, 2, 3) g
      \(namedBy(query.groupBy))
      """
    let rows = try db.query(statement)
    let markets = try markets(Set(rows.map { $0.int32(2) }))
    var earnings: [String: (name: String, earnings: Earnings)] = [:]
    for row in rows {
      let market = markets[row.int32(2)]!
      let day = query.groupBy == .day ? Day(number: row.int32(3)) : bounds[Int(row.int(3)) - 1]
      let word = key(query.groupBy, market, day)
      earnings[word ?? row.text(0), default: (word ?? row.text(1), Earnings())].earnings
        .add(plays: row.int(4), market, on: day, rates)
    }
    return earnings.map { EarningsRow(key: $0.key, name: $0.value.name, earnings: $0.value.earnings) }
      .sorted { $0.key < $1.key }
  }

  /// Plays by the hour, of what was ingested within two days of being played. Filters by album and track do not
  /// apply: hours are kept by artist and label.
  package func hours(
    _ query: EarningsQuery, from: Int64, to: Int64, _ rates: RateBook
  ) throws -> [EarningsPoint] {
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
    let rows = try db.query(statement)
    let markets = try markets(Set(rows.map { $0.int32(1) }))
    var hours: [Int64: Earnings] = [:]
    for row in rows {
      let hour = row.timestamp(0) / 1_000_000
      hours[hour, default: Earnings()]
        .add(plays: row.int(2), markets[row.int32(1)]!, on: Day(number: Int32(hour / 86_400)), rates)
    }
    return hours.map { EarningsPoint(at: $0.key, earnings: $0.value) }.sorted { $0.at < $1.at }
  }

  /// Days of a question, from the first to the last that may have plays; `nil` where none has.
  ///
  /// One that leaves an end open, or spans years, is asked what it has: of its own rows, as the question itself.
  private func days(_ query: EarningsQuery) throws -> ClosedRange<Day>? {
    if let from = query.from, let to = query.to {
      guard from <= to else { return nil }
      if to.number - from.number < Self.daysWithoutAsking { return from...to }
    }
    let row = try db.query(
      "SELECT min(p.day), max(p.day) FROM plays_daily p \(joins(query)) WHERE \(conditions(query))")[0]
    return row.isNull(0) ? nil : Day(number: row.date(0))...Day(number: row.date(1))
  }

  private static let daysWithoutAsking: Int32 = 1_000

  /// The days on which a stretch starts: the first, and those on which a rate or a period starts.
  private func stretches(_ query: EarningsQuery, _ days: ClosedRange<Day>, _ rates: RateBook) -> [Day] {
    var starts: Set<Day> = [days.lowerBound]
    for day in rates.changes where day > days.lowerBound && day <= days.upperBound { starts.insert(day) }
    var month = days.lowerBound.period.last.advanced(by: 1)
    while month <= days.upperBound {
      starts.insert(month)
      month = month.period.last.advanced(by: 1)
    }
    return starts.sorted()
  }

  /// Number of a row's stretch, from 1; where days are what is grouped by, its day since 1970.
  private func stretch(_ query: EarningsQuery, _ bounds: [Day]) -> SQL {
    query.groupBy == .day
      ? "p.day - date '1970-01-01'" : "width_bucket(p.day, \(.dates(bounds.map(\.number))))"
  }

  private func markets(_ ids: Set<Int32>) throws -> [Int32: Market] {
    let rows = try db.query(
      "SELECT market_id, platform, country, tier FROM markets WHERE market_id = ANY(\(.int32s(ids.sorted())))")
    return Dictionary(
      rows.map { ($0.int32(0), Market(platform: $0.text(1), country: Country($0.text(2))!, tier: $0.text(3))) },
      uniquingKeysWith: { a, _ in a })
  }

  /// Tables besides the plays that the conditions and numbers of a question are about, and no others.
  private func joins(_ query: EarningsQuery) -> SQL {
    var sql: SQL = "JOIN tracks t USING (track_id)"
    if query.platform != nil || query.country != nil || query.tier != nil {
      sql.append(" JOIN markets m USING (market_id)")
    }
    let isNarrowed = query.visibility != .everything
    if query.artist != nil || isNarrowed { sql.append(" JOIN artists a USING (artist_id)") }
    if query.album != nil { sql.append(" JOIN albums b USING (album_id)") }
    if query.label != nil || isNarrowed { sql.append(" JOIN labels l USING (label_id)") }
    return sql
  }

  /// Number by which the database groups, where it is a matter of the catalog.
  private func number(_ dimension: Dimension?) -> SQL {
    switch dimension {
    case .artist: "t.artist_id"
    case .album: "t.album_id"
    case .track: "t.track_id"
    case .label: "t.label_id"
    default: "0"
    }
  }

  /// Two columns: the key and its name, where they are a matter of the catalog.
  private func names(_ dimension: Dimension?) -> SQL {
    switch dimension {
    case .artist, .label: "k.id, k.name"
    case .album: "k.upc, k.title"
    case .track: "k.isrc, k.title"
    default: "'', ''"
    }
  }

  private func namedBy(_ dimension: Dimension?) -> SQL {
    switch dimension {
    case .artist: "JOIN artists k ON k.artist_id = g.number"
    case .album: "JOIN albums k ON k.album_id = g.number"
    case .track: "JOIN tracks k ON k.track_id = g.number"
    case .label: "JOIN labels k ON k.label_id = g.number"
    default: ""
    }
  }

  /// - Returns: `nil` where the key is a matter of the catalog.
  private func key(_ dimension: Dimension?, _ market: Market, _ day: Day) -> String? {
    switch dimension {
    case nil: ""
    case .platform: market.platform
    case .country: market.country.description
    case .tier: market.tier
    case .day: "\(day)"
    case .month: "\(day.period)"
    case .artist, .album, .track, .label: nil
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
