import Money

/// Judgement of a platform's month, from the best to the worst.
package enum PlatformMonthVerdict: String, Codable, Hashable, Sendable, CaseIterable {
  case fine
  /// Somebody should look at it.
  case review
  /// The period should not be closed with it.
  case blocked

  /// By what the lines of one currency come to: the money reported against the estimate over the report's days. Lines that
  /// are not ours are left out. Money without any estimate blocks.
  package init(_ money: Deviation, tolerance: Tolerance = Tolerance()) {
    if money.exceeds(percent: tolerance.blockPercent) {
      self = .blocked
    } else {
      self = money.exceeds(percent: tolerance.reviewPercent) ? .review : .fine
    }
  }

  /// The limit that the money is beyond: `more than 5 % off`.
  package func excess(_ tolerance: Tolerance = Tolerance()) -> String {
    switch self {
    case .fine: "at most \(Tolerance.shown(tolerance.reviewPercent)) off"
    case .review: "more than \(Tolerance.shown(tolerance.reviewPercent)) off"
    case .blocked: "more than \(Tolerance.shown(tolerance.blockPercent)) off"
    }
  }
}
