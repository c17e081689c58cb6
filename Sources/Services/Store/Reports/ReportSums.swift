import Earnings
import Money
import Plays
import Postgres

/// A platform's report added up for a comparison: its rows by month, track, market and currency, with adjustments apart; of
/// what is not ours by recording. One that has changed hands is its track of the first days. It is gone when the transaction ends.
///
/// One pass over the report, in the order of the tracks: a report has its rows by country or by store, and to look for a
/// track's would be to read it from all over the table.
extension ReportStore {
  /// Adds a report up, inside the caller's transaction: for the functions below and `AcceptanceStore.accept`.
  package func addUp(_ report: Int32) throws {
    // Several may be added up in one transaction, one after the other.
    if try !db.query("SELECT to_regclass('pg_temp.report_sums')")[0].isNull(0) {
      try db.run(script: "DROP TABLE pg_temp.report_sums")
    }
    try db.run(
      script: """
        CREATE TEMP TABLE report_sums (
          period date NOT NULL, track_id int NOT NULL, recording text, market_id int NOT NULL, has_tier boolean NOT NULL,
          currency text NOT NULL, units bigint NOT NULL, amount numeric NOT NULL, adjustment_units bigint NOT NULL,
          adjustment numeric NOT NULL) ON COMMIT DROP
        """)
    let rule = try AdjustmentRule(
      RateStore(db).book(), scopes(report).map { (platform: $0.platform, period: $0.period) })
    // Hundreds of thousands of sums; what does not fit goes to the server's disk. Until the end of the transaction.
    try db.run(script: "SET LOCAL work_mem = '128MB'")
    try db.query(
      """
      INSERT INTO report_sums
      SELECT r.period, coalesce(t.track_id, 0), CASE WHEN t.track_id IS NULL THEN r.recording END, r.market_id, r.has_tier,
        r.currency, sum(r.units)::bigint, sum(r.amount),
        coalesce(sum(r.units) FILTER (WHERE \(AdjustmentRule.isAdjustment)), 0)::bigint,
        coalesce(sum(r.amount) FILTER (WHERE \(AdjustmentRule.isAdjustment)), 0)
      FROM platform_report_recordings r JOIN markets m USING (market_id) \(rule.join)
        LEFT JOIN tracks t ON t.isrc = r.recording AND t.owned_from = '-infinity'
      WHERE r.report_id = \(report) GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2
      """)
    try db.run(script: "CREATE INDEX ON report_sums (period, track_id); ANALYZE report_sums")
  }

  /// Adds what the report that was added up says of some tracks for a period.
  ///
  /// - Parameters:
  ///   - scopes: the platforms' months that it speaks of.
  ///   - account: the report's.
  package func addSums(
    _ period: Period, of tracks: [Int32], _ scopes: [Scope], account: String?, to book: inout ReportBook
  ) throws {
    let scopes = scopes.filter { $0.period == period }
    for scope in scopes where !scope.isLate {
      book.add(platform: scope.platform, countries: scope.countries, account: account, lines: [])
    }
    let late = scopes.filter(\.isLate).map(\.platform)
    if !late.isEmpty { book.addLateReport() }
    // Places count by market: the platform of a line is its market's.
    let lines = try db.query(
      """
      SELECT t.isrc, s.market_id, s.has_tier, s.currency, s.units - s.adjustment_units, s.amount, s.adjustment,
        m.platform = ANY(\(.texts(late)))
      FROM report_sums s JOIN tracks t USING (track_id) JOIN markets m USING (market_id)
      WHERE s.period = \(.period(period)) AND s.track_id = ANY(\(.int32s(tracks)))
      """)
    for row in lines { book.add(AcceptanceStore.line(row, from: 0), isLate: row.bool(7)) }
  }

  /// Number of lines of a track of ours in a month.
  package struct LineCount: Sendable {
    package let track: Int32
    /// Those of the report and of acceptances together.
    package let lines: Int
    /// True if the report has some, or one of those told.
    package let isTouched: Bool
  }

  /// The tracks of ours that the report that was added up, or an acceptance, has lines of.
  ///
  /// - Parameter others: reports whose lines are looked at too.
  package func lineCounts(_ period: Period, others: [Int32]) throws -> [LineCount] {
    try db.query(
      """
      SELECT track_id, sum(lines)::bigint, bool_or(is_touched) FROM (
        SELECT track_id, count(*) AS lines, true AS is_touched FROM report_sums
        WHERE period = \(.period(period)) AND track_id <> 0 GROUP BY 1
        UNION ALL
        SELECT t.track_id, l.lines, l.is_touched FROM (
          SELECT isrc, count(*) AS lines, coalesce(bool_or(report_id = ANY(\(.int32s(others)))), false) AS is_touched
          FROM acceptance_lines JOIN acceptances USING (acceptance_id)
          WHERE period = \(.period(period)) GROUP BY 1) l
        JOIN tracks t USING (isrc)) c
      GROUP BY 1
      """
    ).map { LineCount(track: $0.int32(0), lines: Int($0.int(1)), isTouched: $0.bool(2)) }
  }

  /// A market that a report speaks of.
  package struct ReportedMarket: Sendable {
    package let number: Int32
    /// True if a line of it names no tier.
    package let isUntiered: Bool
    /// The one whose code sorts first, of those that it is reported in.
    package let currency: Currency

    package init(number: Int32, isUntiered: Bool, currency: Currency) {
      self.number = number
      self.isUntiered = isUntiered
      self.currency = currency
    }
  }

  /// The markets of the report that was added up.
  package func markets(_ period: Period) throws -> [ReportedMarket] {
    try db.query(
      """
      SELECT market_id, bool_or(NOT has_tier), min(currency COLLATE "C") FROM report_sums
      WHERE period = \(.period(period)) GROUP BY 1 ORDER BY 1
      """
    ).map { ReportedMarket(number: $0.int32(0), isUntiered: $0.bool(1), currency: Currency($0.text(2))!) }
  }
}
