import Money

/// What the lines of a platform's month come to, before a report is accepted.
public enum PlatformMonthVerdict: String, Hashable, Sendable, CaseIterable {
  case fine
  /// Somebody should look at it.
  case review
  /// The period should not be closed with it.
  case blocked

  /// By what the lines of one currency come to: the money reported against the estimate over the report's days. Lines that
  /// are not ours are left out. Money without any estimate blocks.
  public init(_ money: Deviation, tolerance: Tolerance = Tolerance()) {
    if money.exceeds(percent: tolerance.blockPercent) {
      self = .blocked
    } else {
      self = money.exceeds(percent: tolerance.reviewPercent) ? .review : .fine
    }
  }
}
