import Earnings
import Money
import Plays
import Postgres

/// Reports of platforms that finance has accepted. They are only ever added; a corrected one stands in the place of
/// the one it names.
public struct ReportStore {
  let db: Connection

  public init(_ db: Connection) {
    self.db = db
  }

  /// A report that cannot be accepted. Nothing was recorded.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Units of a report at most, all rows together and either way: more than all platforms count in a month.
  public static let unitLimit: Int64 = 1_000_000_000_000_000

  /// A row of a report.
  public struct Row: Sendable {
    public let isrc: ISRC
    public let country: Country
    /// `nil` where the report does not tell tiers apart.
    public let tier: String?
    public let currency: Currency
    public let units: Int64
    public let amount: Amount

    public init(isrc: ISRC, country: Country, tier: String?, currency: Currency, units: Int64, amount: Amount) {
      self.isrc = isrc
      self.country = country
      self.tier = tier
      self.currency = currency
      self.units = units
      self.amount = amount
    }
  }

  /// Records a report as accepted. The next posting puts it in the place of what was estimated.
  ///
  /// - Parameters:
  ///   - countries: those it speaks for, besides those of its rows.
  ///   - rows: those alike in all but units and amount add up.
  ///   - supersedes: the report that no longer counts: of the same platform and period.
  /// - Returns: its number.
  /// - Throws: `Refusal` for figures that nobody can mean, whose sums would not fit, and for a report that cannot be
  ///   superseded by this one.
  public func accept(
    period: Period, platform: String, countries: Set<Country>, rows: [Row], supersedes: Int32? = nil
  ) throws -> Int32 {
    try Self.check(rows)
    return try db.transaction {
      try db.run(script: "LOCK TABLE accepted_reports IN SHARE ROW EXCLUSIVE MODE")
      if let supersedes { try check(supersedes, platform, period) }
      let spoken = countries.union(rows.map(\.country)).sorted().map(\.description)
      let markets = try IngestStore(db).marketIDs(
        platforms: rows.map { _ in platform }, countries: rows.map(\.country.description),
        tiers: rows.map { $0.tier.map(Market.code) ?? Market.unknownTier })
      let report = try db.query(
        """
        INSERT INTO accepted_reports (period, platform, countries, supersedes)
        VALUES (\(.period(period)), \(platform), \(.texts(spoken)), \(supersedes)) RETURNING report_id
        """)[0].int32(0)
      try db.query(
        """
        INSERT INTO accepted_report_lines (report_id, isrc, market_id, has_tier, currency, units, amount)
        SELECT \(report), isrc, market, tier <> '', currency, sum(units)::bigint, sum(amount::numeric)
        FROM unnest(
          \(.texts(rows.map(\.isrc.description))), \(.int32s(markets)), \(.texts(rows.map { $0.tier ?? "" })),
          \(.texts(rows.map(\.currency.code))), \(.int64s(rows.map(\.units))),
          \(.texts(rows.map(\.amount.description)))) AS r (isrc, market, tier, currency, units, amount)
        GROUP BY isrc, market, tier <> '', currency
        """)
      return report
    }
  }

  private static func check(_ rows: [Row]) throws(Refusal) {
    var (units, amount): (UInt64, UInt128) = (0, 0)
    for row in rows {
      // One at a time, so that no sum can overflow.
      units += min(row.units.magnitude, unitLimit.magnitude)
      amount += min(row.amount.pico.magnitude, Amount.limit.pico.magnitude)
      let place = "row of \(row.isrc) in \(row.country)"
      guard units < unitLimit.magnitude else {
        throw Refusal(
          description: "\(row.units) units, \(place): with the rows before it not below \(unitLimit) in all, "
            + "which no platform counts in a month. Check the column and its separators. Nothing was recorded.")
      }
      guard amount < Amount.limit.pico.magnitude else {
        throw Refusal(
          description: "\(row.amount) \(row.currency), \(place): with the rows before it not below \(Amount.limit) in "
            + "all. Check the column and its separators. Nothing was recorded.")
      }
    }
  }

  private func check(_ superseded: Int32, _ platform: String, _ period: Period) throws {
    let rows = try db.query(
      """
      SELECT platform, period, (SELECT report_id FROM accepted_reports n WHERE n.supersedes = r.report_id)
      FROM accepted_reports r WHERE report_id = \(superseded)
      """)
    guard let row = rows.first else {
      throw Refusal(description: "there is no report \(superseded) to supersede. Nothing was recorded.")
    }
    guard row.text(0) == platform, row.period(1) == period else {
      throw Refusal(
        description: "report \(superseded) is of \(row.text(0)) in \(row.period(1)): a report supersedes one of its "
          + "own platform and period. Nothing was recorded.")
    }
    if let other = row.optionalInt(2) {
      throw Refusal(
        description: "report \(superseded) is superseded by report \(other) already: supersede that one. "
          + "Nothing was recorded.")
    }
  }

  /// Stands for the recording of a reported line that names none that is known. No ISRC begins with ZZ, which is no
  /// country and no registrant's.
  public static let noRecording = ISRC("ZZ0000000000")!

  /// Records a platform's report as accepted, inside the caller's transaction.
  ///
  /// - Parameter scopes: what it speaks of.
  public func accept(_ source: Int32, supersedes: Int32?, _ scopes: [PlatformReportStore.Scope]) throws {
    try db.run(script: "LOCK TABLE accepted_reports IN SHARE ROW EXCLUSIVE MODE")
    for scope in scopes {
      let number = try db.query(
        """
        INSERT INTO accepted_reports (period, platform, countries, source, supersedes)
        VALUES (\(.period(scope.period)), \(scope.platform), \(.texts(scope.countries.map(\.description))), \(source),
          (SELECT a.report_id FROM accepted_reports a WHERE a.source = \(supersedes)
            AND a.period = \(.period(scope.period)) AND a.platform = \(scope.platform)))
        RETURNING report_id
        """)[0].int32(0)
      try db.query(
        """
        INSERT INTO accepted_report_lines (report_id, isrc, market_id, has_tier, currency, units, amount)
        SELECT \(number), coalesce(r.recording, \(Self.noRecording.description)), r.market_id, r.has_tier, r.currency,
          sum(r.units)::bigint, sum(r.amount)
        FROM platform_report_recordings r JOIN markets m USING (market_id)
        WHERE r.report_id = \(source) AND r.period = \(.period(scope.period)) AND m.platform = \(scope.platform)
        GROUP BY 2, 3, 4, 5
        """)
    }
  }

  /// What was reported of some tracks for a period, by the accepted reports up to a number.
  ///
  /// - Parameters:
  ///   - number: the newest accepted report that counts.
  ///   - source: a platform's report that counts besides them, in the place of the one it corrects.
  ///   - corrected: that one.
  public func book(
    _ period: Period, of tracks: [Int32], asOf number: Int32 = .max, with source: Int32? = nil,
    insteadOf corrected: Int32? = nil
  ) throws -> ReportBook {
    var book = ReportBook()
    let accepted = try current(period, asOf: number).filter { corrected == nil || $0.source != corrected }
    for report in accepted { book.add(platform: report.platform, countries: report.countries, lines: []) }
    let lines = try db.query(
      """
      SELECT r.platform, l.isrc, l.market_id, l.has_tier, l.currency, l.units, l.amount
      FROM accepted_report_lines l JOIN accepted_reports r USING (report_id) JOIN tracks t USING (isrc)
      WHERE l.report_id = ANY(\(.int32s(accepted.map(\.number)))) AND t.track_id = ANY(\(.int32s(tracks)))
      """)
    for line in lines { book.add(platform: line.text(0), countries: [], lines: [Self.line(line, from: 1)]) }
    if let source { try add(source, period, of: tracks, to: &book) }
    return book
  }

  /// Adds a platform's report that nobody has accepted yet.
  public func add(_ source: Int32, _ period: Period, of tracks: [Int32], to book: inout ReportBook) throws {
    for scope in try PlatformReportStore(db).scopes(source) where scope.period == period {
      book.add(platform: scope.platform, countries: scope.countries, lines: [])
    }
    let lines = try db.query(
      """
      SELECT m.platform, r.isrc, r.market_id, r.has_tier, r.currency, r.units, r.amount FROM (
        SELECT l.isrc, l.market_id, l.has_tier, l.currency, sum(l.units)::bigint AS units, sum(l.amount) AS amount
        FROM platform_report_lines l JOIN tracks t USING (isrc)
        WHERE l.report_id = \(source) AND l.period = \(.period(period)) AND t.track_id = ANY(\(.int32s(tracks)))
        GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT l.recording, l.market_id, l.has_tier, l.currency, sum(l.units)::bigint, sum(l.amount)
        FROM platform_report_recordings l JOIN tracks t ON t.isrc = l.recording
        WHERE l.report_id = \(source) AND l.isrc IS NULL AND l.period = \(.period(period))
          AND t.track_id = ANY(\(.int32s(tracks)))
        GROUP BY 1, 2, 3, 4) r JOIN markets m USING (market_id)
      """)
    for line in lines { book.add(platform: line.text(0), countries: [], lines: [Self.line(line, from: 1)]) }
  }

  /// The tracks of ours that a platform's report has lines of, in order.
  public func tracks(_ source: Int32, _ period: Period) throws -> [Int32] {
    try db.query(
      """
      SELECT t.track_id FROM (SELECT DISTINCT isrc FROM platform_report_lines
        WHERE report_id = \(source) AND period = \(.period(period)) AND isrc IS NOT NULL) l JOIN tracks t USING (isrc)
      UNION SELECT t.track_id FROM platform_report_recordings l JOIN tracks t ON t.isrc = l.recording
        WHERE l.report_id = \(source) AND l.period = \(.period(period)) AND l.isrc IS NULL
      ORDER BY 1
      """
    ).map { $0.int32(0) }
  }

  /// The markets of a platform's report whose lines name no tier.
  public func untieredMarkets(_ source: Int32, _ period: Period) throws -> [Int32] {
    try db.query(
      """
      SELECT DISTINCT market_id FROM platform_report_lines
      WHERE report_id = \(source) AND period = \(.period(period)) AND NOT has_tier
      """
    ).map { $0.int32(0) }
  }

  private struct Current {
    let number: Int32
    let platform: String
    let countries: [Country]
    let source: Int32?
  }

  /// The accepted reports of a period up to a number that none of them supersedes.
  private func current(_ period: Period, asOf number: Int32) throws -> [Current] {
    try db.query(
      """
      SELECT report_id, platform, countries, source FROM accepted_reports r
      WHERE period = \(.period(period)) AND report_id <= \(number) AND NOT EXISTS (
        SELECT FROM accepted_reports n WHERE n.supersedes = r.report_id AND n.report_id <= \(number))
      ORDER BY report_id
      """
    ).map {
      Current(
        number: $0.int32(0), platform: $0.text(1), countries: $0.texts(2).map { Country($0)! },
        source: $0.isNull(3) ? nil : $0.int32(3))
    }
  }

  private static func line(_ row: Postgres.Row, from first: Int) -> ReportBook.ReportedLine {
    ReportBook.ReportedLine(
      isrc: ISRC(row.text(first))!, market: row.int32(first + 1), hasTier: row.bool(first + 2),
      currency: Currency(row.text(first + 3))!, units: row.int(first + 4),
      amount: Amount(pico: row.numeric(first + 5)))
  }

  /// What was reported for a period by reports up to a number.
  public func book(_ period: Period, asOf number: Int32 = .max) throws -> ReportBook {
    var book = ReportBook()
    for report in try current(period, asOf: number) {
      let lines = try db.query(
        """
        SELECT isrc, market_id, has_tier, currency, units, amount FROM accepted_report_lines
        WHERE report_id = \(report.number)
        """
      ).map { Self.line($0, from: 0) }
      book.add(platform: report.platform, countries: report.countries, lines: lines)
    }
    return book
  }
}
