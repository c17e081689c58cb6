import Earnings
import Money
import Plays
import Postgres

/// Money that accepted reports have for the tracks and markets of a question about earnings.
package struct ReportedEarningsStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Number that grows with whatever changes the answers: 0 while nothing was ever accepted.
  package func mark() throws -> Int32 {
    try db.query("SELECT coalesce(max(acceptance_id), 0) FROM acceptances")[0].int32(0)
  }

  /// Rows of a question by key, of the whole months that it is about. Recordings that the catalog does not have are in none.
  ///
  /// A tier is only said by reports that tell tiers apart: lines of the others have an empty key, and pass no filter by
  /// tier. A recording that changed hands within a month stands with its owner of the month's last day.
  package func rows(_ query: EarningsQuery) throws -> ReportedEarnings {
    let nothing = ReportedEarnings(months: [], rows: [])
    guard query.groupBy != .day, let months = ReportedEarnings.months(from: query.from, to: query.to) else {
      return nothing
    }
    let accepted = try accepted(query, months)
    if accepted.isEmpty { return nothing }
    let numbers = accepted.keys.sorted()
    let lastDays = numbers.map { accepted[$0]!.last.number }
    let rows = try db.query(
      """
      SELECT \(key(query.groupBy)) AS key, min(\(name(query.groupBy))) AS name, r.acceptance_id, r.currency,
        least(sum(r.units - r.adjustment_units), 9223372036854775807)::bigint, sum(r.amount)
      FROM acceptance_lines r
        JOIN unnest(\(.int32s(numbers)), \(.dates(lastDays))) AS c (acceptance_id, last_day)
          ON c.acceptance_id = r.acceptance_id
        LEFT JOIN \(FactStore.releases) AS x ON x.isrc = r.isrc AND x.gtin = r.upc
        JOIN tracks t ON t.isrc = r.isrc AND t.release = coalesce(x.release, 0) AND c.last_day >= t.owned_from
          AND c.last_day < t.owned_until
        JOIN artists a ON a.artist_id = t.artist_id
        JOIN albums b ON b.album_id = t.album_id JOIN labels l ON l.label_id = t.label_id
        JOIN markets m ON m.market_id = r.market_id
      WHERE r.acceptance_id = ANY(\(.int32s(numbers))) AND \(conditions(query))
      GROUP BY 1, 3, 4 ORDER BY 1, 3, 4
      """)
    return ReportedEarnings(
      months: Set(accepted.values).sorted(), rows: Self.rows(rows, accepted, byMonth: query.groupBy == .month))
  }

  /// Acceptances that count, with their months.
  private func accepted(
    _ query: EarningsQuery, _ months: (first: Period?, last: Period?)
  ) throws -> [Int32: Period] {
    var counts: SQL =
      "NOT a.withdrawn AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)"
    if let first = months.first { counts.append(" AND a.period >= \(.period(first))") }
    if let last = months.last { counts.append(" AND a.period <= \(.period(last))") }
    if let platform = query.platform { counts.append(" AND a.platform = \(platform)") }
    let rows = try db.query("SELECT acceptance_id, period FROM acceptances a WHERE \(counts)")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), $0.period(1)) })
  }

  private static func rows(_ rows: Rows, _ accepted: [Int32: Period], byMonth: Bool) -> [EarningsRow] {
    typealias Line = (period: Period, currency: Currency, amount: Amount)
    var sums: [String: (name: String, units: Int64, lines: [Line])] = [:]
    for row in rows {
      let period = accepted[row.int32(2)]!
      let key = byMonth ? "\(period)" : row.text(0)
      var sum = sums[key] ?? (byMonth ? key : row.text(1), 0, [])
      // Each report is bounded; all together a page that shows them must not end the server.
      sum.units = sum.units.addingReportingOverflow(row.int(4)).partialValue
      sum.lines.append((period, Currency(row.text(3))!, Amount(pico: row.numeric(5))))
      sums[key] = sum
    }
    return sums.map { key, sum in
      EarningsRow(
        key: key, name: sum.name, earnings: Earnings(plays: sum.units, unratedPlays: 0, gross: sum.lines))
    }.sorted { $0.key < $1.key }
  }

  private func key(_ dimension: Dimension?) -> SQL {
    switch dimension {
    case .artist: "a.id"
    case .album: "b.upc"
    case .track: "t.isrc"
    case .label: "l.id"
    case .platform: "m.platform"
    case .country: "m.country"
    case .tier: "CASE WHEN r.has_tier THEN m.tier ELSE '' END"
    case .day, .month, nil: "''"
    }
  }

  private func name(_ dimension: Dimension?) -> SQL {
    switch dimension {
    case .artist: "a.name"
    case .album: "b.title"
    case .track: "t.title"
    case .label: "l.name"
    default: key(dimension)
    }
  }

  private func conditions(_ query: EarningsQuery) -> SQL {
    var sql: SQL = "true"
    if let country = query.country { sql.append(" AND m.country = \(country.description)") }
    if let tier = query.tier { sql.append(" AND r.has_tier AND m.tier = \(tier)") }
    if let artist = query.artist { sql.append(" AND a.id = \(artist)") }
    if let album = query.album { sql.append(" AND b.gtin = \(album)") }
    if let track = query.track { sql.append(" AND t.isrc = \(track)") }
    if let label = query.label { sql.append(" AND l.id = \(label)") }
    sql.append(" AND \(query.visibility.filter)")
    return sql
  }
}
