import Money

/// What the lines of a platform's month come to, before a report is accepted.
public enum PlatformMonthVerdict: String, Hashable, Sendable, CaseIterable, Comparable {
  case fine
  /// Somebody should look at it.
  case review
  /// The period should not be closed with it.
  case blocked

  /// By the money reported against the estimate over the report's days, each currency for itself: the worst of them.
  /// Lines that are not ours are left out. Money in a currency without any estimate blocks.
  public init(_ sums: VarianceSums, tolerance: Tolerance = Tolerance()) {
    self = sums.byCurrency.values.map { Self($0.money, tolerance: tolerance) }.max() ?? .fine
  }

  /// By what the lines of one currency come to.
  public init(_ money: Deviation, tolerance: Tolerance = Tolerance()) {
    if money.exceeds(percent: tolerance.blockPercent) {
      self = .blocked
    } else {
      self = money.exceeds(percent: tolerance.reviewPercent) ? .review : .fine
    }
  }

  public static func < (a: PlatformMonthVerdict, b: PlatformMonthVerdict) -> Bool { a.severity < b.severity }

  private var severity: Int {
    switch self {
    case .fine: 0
    case .review: 1
    case .blocked: 2
    }
  }
}
