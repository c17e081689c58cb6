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
      try queue()
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

  /// One at a time, until the transaction ends, so that numbers are in the order of the commits: a posting that has seen
  /// one has seen all below it. A table's lock would ask for the privilege to change it.
  func queue() throws {
    try db.query("SELECT pg_advisory_xact_lock(hashtext('ledgerline accepted reports'))")
  }
}
