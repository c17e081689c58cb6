import Money

/// Variances of lines added up, in one currency.
public struct VarianceTotal: Hashable, Sendable {
  public private(set) var lines = 0
  public private(set) var estimatedUnits: Int128 = 0
  public private(set) var comparedUnits: Int128 = 0
  public private(set) var reportedUnits: Int128 = 0
  /// Over the calendar month.
  public private(set) var estimated = Amount.zero
  /// Over the reports' own days.
  public private(set) var compared = Amount.zero
  public private(set) var actual = Amount.zero
  /// They sum to `actual` - `estimated`.
  public private(set) var parts = VarianceParts()

  public init() {}

  init(_ line: VarianceFigures) {
    lines = 1
    estimatedUnits = Int128(line.estimatedUnits)
    comparedUnits = Int128(line.comparedUnits)
    reportedUnits = Int128(line.reportedUnits)
    estimated = line.estimated
    compared = line.compared
    actual = line.actual
    parts = line.parts
  }

  /// How far the report is from the estimate over its days.
  public var money: Deviation { Deviation(estimated: compared, reported: actual) }
  public var units: Deviation { Deviation(estimated: comparedUnits, reported: reportedUnits) }

  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts.
  func adding(_ other: VarianceTotal) throws(ReconciliationError) -> VarianceTotal {
    var sum = self
    sum.lines += other.lines
    // 2^63 units a line: more lines than there can be would be needed to fill 128 bits.
    sum.estimatedUnits += other.estimatedUnits
    sum.comparedUnits += other.comparedUnits
    sum.reportedUnits += other.reportedUnits
    sum.estimated = try estimated.plus(other.estimated, "the sum of the estimates")
    sum.compared = try compared.plus(other.compared, "the sum of the estimates")
    sum.actual = try actual.plus(other.actual, "the sum of the report")
    for part in VariancePart.allCases {
      sum.parts[part] = try parts[part].plus(other.parts[part], "the sum of \(part.rawValue)")
    }
    return sum
  }
}
