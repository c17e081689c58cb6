import Earnings
import Money
import Plays
import Postgres

/// Platforms' reports, accepted and not yet, as derivation reads them.
extension ReportStore {
  /// Records a platform's report as accepted, inside the caller's transaction.
  ///
  /// - Parameters:
  ///   - corrected: reports that it stands in the place of, as far as they are accepted.
  ///   - scopes: what it speaks of.
  public func accept(_ source: Int32, corrected: [Int32], _ scopes: [PlatformReportStore.Scope]) throws {
    try db.run(script: "LOCK TABLE accepted_reports IN SHARE ROW EXCLUSIVE MODE")
    for scope in scopes {
      try db.query(
        """
        INSERT INTO accepted_reports (period, platform, countries, source, supersedes)
        VALUES (\(.period(scope.period)), \(scope.platform), \(.texts(scope.countries.map(\.description))), \(source),
          (SELECT a.report_id FROM accepted_reports a WHERE a.source = ANY(\(.int32s(corrected)))
            AND a.period = \(.period(scope.period)) AND a.platform = \(scope.platform)
            AND NOT EXISTS (SELECT FROM accepted_reports n WHERE n.supersedes = a.report_id)))
        """)
    }
    // All scopes at once: a distributor's file speaks of hundreds.
    try db.query(
      """
      INSERT INTO accepted_report_lines (report_id, isrc, market_id, has_tier, currency, units, amount)
      SELECT a.report_id, coalesce(r.recording, \(Self.noRecording.description)), r.market_id, r.has_tier, r.currency,
        sum(r.units)::bigint, sum(r.amount)
      FROM platform_report_recordings r JOIN markets m USING (market_id)
      JOIN accepted_reports a ON a.source = r.report_id AND a.period = r.period AND a.platform = m.platform
      WHERE r.report_id = \(source) GROUP BY 1, 2, 3, 4, 5
      """)
  }

  /// What was reported of some tracks for a period, by the accepted reports up to a number.
  ///
  /// - Parameters:
  ///   - number: the newest accepted report that counts.
  ///   - source: a platform's report that counts besides them, in the place of those it corrects.
  ///   - corrected: those that it takes the place of.
  public func book(
    _ period: Period, of tracks: [Int32], asOf number: Int32 = .max, with source: Int32? = nil,
    insteadOf corrected: [Int32] = []
  ) throws -> ReportBook {
    var book = ReportBook()
    let accepted = try current(period, asOf: number).filter { $0.source.map { !corrected.contains($0) } ?? true }
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

  /// How many lines there are of a track of ours in a month.
  public struct LineCount: Sendable {
    public let track: Int32
    /// Of the report and of accepted ones together.
    public let lines: Int
    /// Whether the report has some, or one that it corrects.
    public let isTouched: Bool
  }

  /// The tracks of ours that a platform's report or accepted ones have lines of.
  public func lineCounts(_ source: Int32, _ period: Period, corrected: [Int32]) throws -> [LineCount] {
    try db.query(
      """
      SELECT track_id, sum(lines)::bigint, bool_or(is_touched) FROM (
        SELECT t.track_id, l.lines, true AS is_touched FROM (
          SELECT isrc, count(*) AS lines FROM platform_report_lines
          WHERE report_id = \(source) AND period = \(.period(period)) AND isrc IS NOT NULL GROUP BY 1) l
        JOIN tracks t USING (isrc)
        UNION ALL
        SELECT t.track_id, 1, true FROM platform_report_recordings l JOIN tracks t ON t.isrc = l.recording
        WHERE l.report_id = \(source) AND l.period = \(.period(period)) AND l.isrc IS NULL
        UNION ALL
        SELECT t.track_id, l.lines, l.is_touched FROM (
          SELECT isrc, count(*) AS lines, coalesce(bool_or(source = ANY(\(.int32s(corrected)))), false) AS is_touched
          FROM accepted_report_lines JOIN accepted_reports USING (report_id)
          WHERE period = \(.period(period)) GROUP BY 1) l
        JOIN tracks t USING (isrc)) c
      GROUP BY 1
      """
    ).map { LineCount(track: $0.int32(0), lines: Int($0.int(1)), isTouched: $0.bool(2)) }
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
