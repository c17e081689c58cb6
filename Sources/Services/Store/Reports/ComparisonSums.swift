import Money
import Plays
import Postgres
import Reconciliation

/// Lines of a report's comparison, and their sums by platform, country, tier, track or status.
extension ComparisonStore {
  package enum Dimension: String, Codable, Sendable, CaseIterable {
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

  /// Conditions on lines: `nil` takes all.
  package struct Filter: Sendable {
    package let platform: String?
    package let country: Country?
    package let isrc: ISRC?
    package let status: LineStatus?

    package init(
      platform: String? = nil, country: Country? = nil, isrc: ISRC? = nil, status: LineStatus? = nil
    ) {
      self.platform = platform.map(Market.code)
      self.country = country
      self.isrc = isrc
      self.status = status
    }

    fileprivate var condition: SQL {
      var condition: SQL = "true"
      if let platform { condition.append(" AND platform = \(platform)") }
      if let country { condition.append(" AND country = \(country.description)") }
      if let isrc { condition.append(" AND isrc = \(isrc.description)") }
      if let status { condition.append(" AND status = \(status.rawValue)") }
      return condition
    }
  }

  /// Sum of the lines of a key in a currency.
  package struct Sum: Sendable, Hashable {
    package let key: String
    package let currency: Currency
    package let lines: Int64
    package let figures: ComparedFigures
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
  package func sums(_ report: Int32, by dimension: Dimension, _ filter: Filter = Filter(), limit: Int) throws -> [Sum] {
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

  /// Numbers of lines by status.
  package func counts(_ report: Int32) throws -> [LineStatus: Int64] {
    Dictionary(
      uniqueKeysWithValues: try db.query(
        "SELECT status, count(*) FROM reconciliation_lines WHERE report_id = \(report) GROUP BY 1"
      ).map { (LineStatus(rawValue: $0.text(0))!, $0.int(1)) })
  }

  /// Lines behind one, in their order.
  package func lines(
    _ report: Int32, _ filter: Filter = Filter(), after line: Int32 = 0, limit: Int
  ) throws -> [ComparedLine] {
    try db.query(
      """
      SELECT line, period, platform, country, tier, isrc, contract_id, status, currency, \(Self.figures)
      FROM reconciliation_lines
      WHERE report_id = \(report) AND line > \(line) AND \(filter.condition) ORDER BY line LIMIT \(limit)
      """
    ).map(Self.line)
  }

  /// Every line, one at a time, in bounded memory. Inside a transaction.
  package func forEachLine(
    _ report: Int32, _ filter: Filter = Filter(), _ body: (ComparedLine) throws -> Void
  ) throws {
    try db.stream(
      """
      SELECT line, period, platform, country, tier, isrc, contract_id, status, currency, \(Self.figures)
      FROM reconciliation_lines WHERE report_id = \(report) AND \(filter.condition) ORDER BY line
      """
    ) { try body(Self.line($0)) }
  }

  private static func line(_ row: Row) -> ComparedLine {
    ComparedLine(
      number: row.int32(0), period: row.period(1), platform: row.text(2), country: Country(row.text(3))!,
      tier: row.optionalText(4), isrc: row.optionalText(5), contract: row.int32(6),
      status: LineStatus(rawValue: row.text(7))!, currency: Currency(row.text(8))!, figures: figures(row, from: 9))
  }

  private static func figures(_ row: Row, from first: Int) -> ComparedFigures {
    var parts = VarianceParts()
    for (index, part) in VariancePart.allCases.enumerated() {
      parts[part] = Amount(pico: row.numeric(first + 6 + index))
    }
    return ComparedFigures(
      units: (row.int(first), row.int(first + 1), row.int(first + 2)), estimated: Amount(pico: row.numeric(first + 3)),
      compared: Amount(pico: row.numeric(first + 4)), reported: Amount(pico: row.numeric(first + 5)), parts: parts)
  }
}
