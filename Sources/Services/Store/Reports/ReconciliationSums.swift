import Money
import Plays
import Postgres

/// Reads the comparison of a report: its lines, and what they come to by platform, country, track or status.
extension ReconciliationStore {
  public enum Dimension: String, Sendable, CaseIterable {
    case platform, country, tier, track, status

    fileprivate var column: SQL {
      switch self {
      case .platform: "platform"
      case .country: "country"
      case .tier: "coalesce(tier, '*')"
      case .track: "coalesce(isrc, '')"
      case .status: "status"
      }
    }
  }

  /// Which lines: `nil` takes all.
  public struct Filter: Sendable {
    public var period: Period?
    public var platform: String?
    public var country: String?
    public var isrc: String?
    public var status: String?

    public init() {}

    fileprivate var condition: SQL {
      var condition: SQL = "true"
      if let period { condition.append(" AND period = \(.period(period))") }
      if let platform { condition.append(" AND platform = \(platform)") }
      if let country { condition.append(" AND country = \(country)") }
      if let isrc { condition.append(" AND isrc = \(isrc)") }
      if let status { condition.append(" AND status = \(status)") }
      return condition
    }
  }

  /// What the lines of a key come to in a currency.
  public struct Sum: Sendable, Hashable {
    public let key: String
    public let currency: Currency
    public let lines: Int64
    public let figures: Figures
  }

  private static let figures: SQL =
    """
    estimated_units, compared_units, reported_units, estimated, compared, reported, units, rate, fx, rate_and_fx, \
    adjustments, not_estimated, cut_off
    """
  private static let sums: SQL =
    """
    least(sum(estimated_units), 9223372036854775807)::bigint, least(sum(compared_units), 9223372036854775807)::bigint, \
    least(sum(reported_units), 9223372036854775807)::bigint, sum(estimated), sum(compared), sum(reported), sum(units), \
    sum(rate), sum(fx), sum(rate_and_fx), sum(adjustments), sum(not_estimated), sum(cut_off)
    """

  /// Sums by a dimension, the largest absolute variance first.
  public func sums(_ report: Int32, by dimension: Dimension, _ filter: Filter = Filter(), limit: Int) throws -> [Sum] {
    try db.query(
      """
      SELECT \(dimension.column) AS key, currency, count(*), \(Self.sums) FROM reconciliation_lines
      WHERE report_id = \(report) AND \(filter.condition)
      GROUP BY 1, 2 ORDER BY abs(sum(reported) - sum(estimated)) DESC, 1, 2 LIMIT \(limit)
      """
    ).map {
      Sum(key: $0.text(0), currency: Currency($0.text(1))!, lines: $0.int(2), figures: Self.figures($0, from: 3))
    }
  }

  /// How many lines there are of each status.
  public func counts(_ report: Int32) throws -> [String: Int64] {
    Dictionary(
      uniqueKeysWithValues: try db.query(
        "SELECT status, count(*) FROM reconciliation_lines WHERE report_id = \(report) GROUP BY 1"
      ).map { ($0.text(0), $0.int(1)) })
  }

  /// Lines behind one, in their order.
  public func lines(_ report: Int32, _ filter: Filter = Filter(), after line: Int32 = 0, limit: Int) throws -> [Line] {
    try db.query(
      """
      SELECT line, period, platform, country, tier, isrc, contract_id, status, currency, \(Self.figures)
      FROM reconciliation_lines
      WHERE report_id = \(report) AND line > \(line) AND \(filter.condition) ORDER BY line LIMIT \(limit)
      """
    ).map(Self.line)
  }

  /// Every line, one at a time, in bounded memory. Inside a transaction.
  public func forEachLine(_ report: Int32, _ filter: Filter = Filter(), _ body: (Line) throws -> Void) throws {
    try db.stream(
      """
      SELECT line, period, platform, country, tier, isrc, contract_id, status, currency, \(Self.figures)
      FROM reconciliation_lines WHERE report_id = \(report) AND \(filter.condition) ORDER BY line
      """
    ) { try body(Self.line($0)) }
  }

  private static func line(_ row: Row) -> Line {
    Line(
      number: row.int32(0), period: row.period(1), platform: row.text(2), country: row.text(3),
      tier: row.optionalText(4), isrc: row.optionalText(5), contract: row.int32(6), status: row.text(7),
      currency: Currency(row.text(8))!, figures: figures(row, from: 9))
  }

  private static func figures(_ row: Row, from first: Int) -> Figures {
    var figures = Figures()
    figures.estimatedUnits = row.int(first)
    figures.comparedUnits = row.int(first + 1)
    figures.reportedUnits = row.int(first + 2)
    figures.estimated = Amount(pico: row.numeric(first + 3))
    figures.compared = Amount(pico: row.numeric(first + 4))
    figures.reported = Amount(pico: row.numeric(first + 5))
    figures.parts = (0..<partNames.count).map { Amount(pico: row.numeric(first + 6 + $0)) }
    return figures
  }
}
