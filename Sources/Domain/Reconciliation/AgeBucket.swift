/// Age of a receivable since it was due.
package enum AgeBucket: String, Codable, Hashable, Sendable, CaseIterable {
  /// The day it is due has not come.
  case notDue = "not_due"
  case upTo30 = "0_30"
  case upTo60 = "31_60"
  case upTo90 = "61_90"
  case over90 = "over_90"

  /// - Parameter days: since the day it was due; 0 on that day.
  package init(days: Int) {
    self =
      switch days {
      case ..<0: .notDue
      case ...30: .upTo30
      case ...60: .upTo60
      case ...90: .upTo90
      default: .over90
      }
  }
}
