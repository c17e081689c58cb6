import Earnings
import Money
import Plays
import Postgres

/// Acceptances: platforms' months that count, each by a report that was accepted. They are only ever added; that of a
/// correction stands in the place of the one that it names.
package struct AcceptanceStore {
  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Units of a report at most, all rows together and either way: more than all platforms count in a month.
  package static let unitLimit: Int64 = 1_000_000_000_000_000

  /// Recording of a reported line that names none that is known. No ISRC begins with ZZ, which is no
  /// country and no registrant's.
  package static let noRecording = ISRC("ZZ0000000000")!

  /// One at a time, until the transaction ends, so that numbers are in the order of the commits: a posting that has seen
  /// one has seen all below it. A table's lock would ask for the privilege to change it.
  func queue() throws {
    try db.query("SELECT pg_advisory_xact_lock(hashtext('ledgerline accepted reports'))")
  }

  /// Records a report as accepted, inside the caller's transaction, in which it was added up (`addUp`).
  ///
  /// - Parameters:
  ///   - corrected: reports that it stands in the place of, as far as they are accepted.
  ///   - scopes: the platforms' months that it speaks of.
  package func accept(_ report: Int32, corrected: [Int32], _ scopes: [ReportStore.Scope]) throws {
    try queue()
    // What they gave to recordings by name is read anew from the rows.
    for one in corrected + [report] { try withdraw(one, only: .renames) }
    var numbers: [Int32] = []
    for scope in scopes {
      let made = try db.query(
        """
        INSERT INTO acceptances (period, platform, countries, report_id, account, is_late, supersedes)
        VALUES (\(.period(scope.period)), \(scope.platform), \(.texts(scope.countries.map(\.description))), \(report),
          (SELECT account FROM platform_report_states WHERE report_id = \(report)), \(scope.isLate),
          (SELECT a.acceptance_id FROM acceptances a WHERE a.report_id = ANY(\(.int32s(corrected + [report])))
            AND a.period = \(.period(scope.period)) AND a.platform = \(scope.platform)
            AND NOT a.renames AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)
            ORDER BY a.withdrawn, a.acceptance_id DESC LIMIT 1))
        RETURNING acceptance_id
        """)
      numbers.append(made[0].int32(0))
    }
    let made = Self.table(of: numbers, scopes)
    // All scopes at once: a distributor's file speaks of hundreds.
    try db.query(
      """
      INSERT INTO acceptance_lines (acceptance_id, isrc, market_id, has_tier, currency, upc, units, amount,
        adjustment_units, adjustment)
      SELECT a.acceptance_id, coalesce(t.isrc, r.recording, \(Self.noRecording.description)), r.market_id, r.has_tier,
        r.currency, r.upc, sum(r.units)::bigint, sum(r.amount), sum(r.adjustment_units)::bigint, sum(r.adjustment)
      FROM report_sums r JOIN markets m USING (market_id) LEFT JOIN tracks t USING (track_id)
      JOIN \(made) ON a.period = r.period AND a.platform = m.platform
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2
      """)
    try keepNames(of: report, as: made)
    try keepStatements(of: report, as: made)
    try keepModes(of: report, as: made)
    try LiveStore(db).announceRates()
  }

  /// Acceptances that were just made, as a table `a` of statements: their numbers with what they are of.
  private static func table(of numbers: [Int32], _ scopes: [ReportStore.Scope]) -> SQL {
    """
    unnest(\(.int32s(numbers)), \(.dates(scopes.map(\.period.first.number))), \(.texts(scopes.map(\.platform))))
      AS a (acceptance_id, period, platform)
    """
  }

  /// Acceptances of a report that are taken back.
  package enum Part: Sendable {
    case all
    /// Those that gave lines to recordings by name.
    case renames
  }

  /// Takes an accepted report back, inside the caller's transaction: in each of its platforms' months an acceptance of
  /// nothing stands in the place of its own.
  package func withdraw(_ report: Int32, only part: Part = .all) throws {
    try queue()
    let every = if case .all = part { true } else { false }
    try db.query(
      """
      INSERT INTO acceptances (period, platform, countries, report_id, supersedes, withdrawn)
      SELECT period, platform, '{}', report_id, acceptance_id, true FROM acceptances a
      WHERE report_id = \(report) AND NOT withdrawn AND (renames OR \(every))
        AND NOT EXISTS (SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id)
      ORDER BY acceptance_id
      """)
    try LiveStore(db).announceRates()
  }

  /// Reported lines of some tracks for a period, by the acceptances up to a number.
  ///
  /// - Parameter number: the newest acceptance that counts.
  package func book(_ period: Period, of tracks: [Int32], asOf number: Int32 = .max) throws -> ReportBook {
    try book(current(period, asOf: number), of: tracks)
  }

  /// Reported lines of some tracks by some acceptances of a period.
  package func book(_ accepted: [Current], of tracks: [Int32]) throws -> ReportBook {
    var book = ReportBook()
    if accepted.isEmpty { return book }
    for acceptance in accepted where !acceptance.isLate {
      book.add(
        platform: acceptance.platform, countries: acceptance.countries, account: acceptance.account, lines: [])
    }
    let late = Set(accepted.filter(\.isLate).map(\.number))
    if !late.isEmpty { book.addLateReport() }
    let lines = try db.query(
      """
      SELECT l.isrc, l.market_id, l.has_tier, l.currency, l.units - l.adjustment_units, l.amount, l.adjustment,
        l.upc, l.acceptance_id
      FROM acceptance_lines l JOIN (
        SELECT DISTINCT isrc FROM tracks WHERE track_id = ANY(\(.int32s(tracks)))) t USING (isrc)
      WHERE l.acceptance_id = ANY(\(.int32s(accepted.map(\.number))))
      """)
    for row in lines { book.add(Self.line(row, from: 0), isLate: late.contains(row.int32(8))) }
    return book
  }

  /// An acceptance that counts.
  package struct Current: Sendable, Hashable {
    package let number: Int32
    package let platform: String
    package let countries: [Country]
    package let report: Int32
    /// Account of whose recordings alone it speaks; `nil` of all.
    package let account: String?
    /// True if it counts for the lines alone that it has.
    package let isLate: Bool
  }

  /// The acceptances of a period up to a number that none of them supersedes, or withdraws.
  package func current(_ period: Period, asOf number: Int32 = .max) throws -> [Current] {
    try db.query(
      """
      SELECT acceptance_id, platform, countries, report_id, account, is_late FROM acceptances a
      WHERE period = \(.period(period)) AND acceptance_id <= \(number) AND NOT withdrawn AND NOT EXISTS (
        SELECT FROM acceptances n WHERE n.supersedes = a.acceptance_id AND n.acceptance_id <= \(number))
      ORDER BY acceptance_id
      """
    ).map {
      Current(
        number: $0.int32(0), platform: $0.text(1), countries: $0.texts(2).map { Country($0)! },
        report: $0.int32(3), account: $0.optionalText(4), isLate: $0.bool(5))
    }
  }

  /// The markets that some acceptances of a period have lines of.
  package func markets(_ accepted: [Current]) throws -> [ReportStore.ReportedMarket] {
    try db.query(
      """
      SELECT market_id, bool_or(NOT has_tier), min(currency COLLATE "C") FROM acceptance_lines
      WHERE acceptance_id = ANY(\(.int32s(accepted.map(\.number)))) GROUP BY 1 ORDER BY 1
      """
    ).map { .init(number: $0.int32(0), isUntiered: $0.bool(1), currency: Currency($0.text(2))!) }
  }

  static func line(_ row: Postgres.Row, from first: Int) -> ReportBook.ReportedLine {
    ReportBook.ReportedLine(
      isrc: ISRC(row.text(first))!, release: GTIN(row.text(first + 7)), market: row.int32(first + 1),
      hasTier: row.bool(first + 2),
      currency: Currency(row.text(first + 3))!, units: row.int(first + 4),
      amount: Amount(pico: row.numeric(first + 5)), adjustments: Amount(pico: row.numeric(first + 6)))
  }

  /// Reported sum of recordings that the catalog does not have, in a market and currency.
  package struct SumNotOurs: Sendable {
    package let market: Int32
    package let currency: Currency
    package let units: Int64
    package let amount: Amount
  }

  /// Reported sums of recordings that are not ours for a period, by the acceptances up to a number.
  package func sumsNotOurs(_ period: Period, asOf number: Int32) throws -> [SumNotOurs] {
    let accepted = try current(period, asOf: number)
    if accepted.isEmpty { return [] }
    return try db.query(
      """
      SELECT l.market_id, l.currency, sum(l.units - l.adjustment_units)::bigint, sum(l.amount)
      FROM acceptance_lines l LEFT JOIN tracks t USING (isrc)
      WHERE l.acceptance_id = ANY(\(.int32s(accepted.map(\.number)))) AND t.track_id IS NULL GROUP BY 1, 2
      """
    ).map {
      SumNotOurs(
        market: $0.int32(0), currency: Currency($0.text(1))!, units: $0.int(2), amount: Amount(pico: $0.numeric(3)))
    }
  }

  /// Numbers of lines that acceptances of a month have of each track of ours: also of those that no longer count.
  package func acceptedLineCounts(_ period: Period) throws -> [Int32: Int] {
    let rows = try db.query(
      """
      SELECT t.track_id, l.lines FROM (
        SELECT isrc, count(*) AS lines FROM acceptance_lines JOIN acceptances USING (acceptance_id)
        WHERE period = \(.period(period)) GROUP BY 1) l
      JOIN tracks t USING (isrc)
      """)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.int32(0), Int($0.int(1))) })
  }
}
