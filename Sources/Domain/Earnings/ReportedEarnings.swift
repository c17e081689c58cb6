import Money
import Plays

/// Figures that platforms report of what a question about earnings lets through: beside the estimate, and never in it.
///
/// A report is of a whole month. So only months all of whose days the question is about are in it, and of a question by day
/// there is nothing.
package struct ReportedEarnings: Sendable {
  /// Months of the question of which there are reports that were accepted and count, in order.
  package let months: [Period]
  /// By key: reported units as plays, and the money as it was reported, adjustments included.
  package let rows: [EarningsRow]

  package init(months: [Period], rows: [EarningsRow]) {
    self.months = months
    self.rows = rows
  }

  /// First and last month of which days from one to another have all; `nil` where an end is open.
  ///
  /// - Returns: `nil` where there is none.
  package static func months(from: Day?, to: Day?) -> (first: Period?, last: Period?)? {
    let first = from.map { $0 == $0.period.first ? $0.period : $0.period.next }
    let last = to.map { $0 == $0.period.last ? $0.period : $0.period.advanced(by: -1) }
    if let first, let last, first > last { return nil }
    return (first, last)
  }
}
