import Earnings
import Money
import Plays
import Postgres

/// Platforms' reports, accepted and not yet, as derivation reads them.
extension ReportStore {
  /// Records a platform's report as accepted, inside the caller's transaction, in which it was added up (`addUp`).
  ///
  /// - Parameters:
  ///   - corrected: reports that it stands in the place of, as far as they are accepted.
  ///   - scopes: what it speaks of.
  public func accept(_ source: Int32, corrected: [Int32], _ scopes: [PlatformReportStore.Scope]) throws {
    try queue()
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
      FROM report_sums r JOIN markets m USING (market_id)
      JOIN accepted_reports a ON a.source = \(source) AND a.period = r.period AND a.platform = m.platform
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2
      """)
  }

  /// What was reported of some tracks for a period, by the accepted reports up to a number.
  ///
  /// - Parameters:
  ///   - number: the newest accepted report that counts.
  ///   - corrected: platforms' reports that do not count.
  public func book(
    _ period: Period, of tracks: [Int32], asOf number: Int32 = .max, without corrected: [Int32] = []
  ) throws -> ReportBook {
    var book = ReportBook()
    let accepted = try current(period, asOf: number).filter { $0.source.map { !corrected.contains($0) } ?? true }
    if accepted.isEmpty { return book }
    for report in accepted { book.add(platform: report.platform, countries: report.countries, lines: []) }
    let lines = try db.query(
      """
      SELECT l.isrc, l.market_id, l.has_tier, l.currency, l.units, l.amount
      FROM accepted_report_lines l JOIN tracks t USING (isrc)
      WHERE l.report_id = ANY(\(.int32s(accepted.map(\.number)))) AND t.track_id = ANY(\(.int32s(tracks)))
      """)
    book.add(platform: "", countries: [], lines: lines.map { Self.line($0, from: 0) })
    return book
  }

  struct Current {
    let number: Int32
    let platform: String
    let countries: [Country]
    let source: Int32?
  }

  /// The accepted reports of a period up to a number that none of them supersedes.
  func current(_ period: Period, asOf number: Int32) throws -> [Current] {
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

  static func line(_ row: Postgres.Row, from first: Int) -> ReportBook.ReportedLine {
    ReportBook.ReportedLine(
      isrc: ISRC(row.text(first))!, market: row.int32(first + 1), hasTier: row.bool(first + 2),
      currency: Currency(row.text(first + 3))!, units: row.int(first + 4),
      amount: Amount(pico: row.numeric(first + 5)))
  }

  /// What reports say of recordings that the catalog does not have, by market and currency.
  public struct SumNotOurs: Sendable {
    public let market: Int32
    public let currency: Currency
    public let units: Int64
    public let amount: Amount
  }

  /// What was reported for a period, by the accepted reports up to a number, of recordings that are not ours.
  public func sumsNotOurs(_ period: Period, asOf number: Int32) throws -> [SumNotOurs] {
    let accepted = try current(period, asOf: number)
    if accepted.isEmpty { return [] }
    return try db.query(
      """
      SELECT l.market_id, l.currency, sum(l.units)::bigint, sum(l.amount)
      FROM accepted_report_lines l LEFT JOIN tracks t USING (isrc)
      WHERE l.report_id = ANY(\(.int32s(accepted.map(\.number)))) AND t.track_id IS NULL GROUP BY 1, 2
      """
    ).map {
      SumNotOurs(
        market: $0.int32(0), currency: Currency($0.text(1))!, units: $0.int(2), amount: Amount(pico: $0.numeric(3)))
    }
  }

  /// How many lines accepted reports of a month have of each track of ours: all reports, also those that no longer count.
  public func acceptedLineCounts(_ period: Period) throws -> [Int32: Int] {
    let rows = try db.query(
      """
      SELECT t.track_id, l.lines FROM (
        SELECT isrc, count(*) AS lines FROM accepted_report_lines JOIN accepted_reports USING (report_id)
        WHERE period = \(.period(period)) GROUP BY 1) l
      JOIN tracks t USING (isrc)
      """)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), Int($0.int(1))) })
  }
}
