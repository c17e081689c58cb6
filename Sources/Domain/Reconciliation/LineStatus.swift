/// Result of comparing a line.
package enum LineStatus: String, Codable, Hashable, Sendable, CaseIterable {
  /// The report has the units and the money of the estimate.
  case matched
  /// It has not, but the money is as near as the tolerance wants it.
  case withinTolerance = "within_tolerance"
  /// More is reported than the tolerance allows.
  case over
  /// Less is reported than the tolerance allows.
  case under
  /// There are plays of ours in the report's days, and the report has neither units nor money.
  case missingInReport = "missing_in_report"
  /// The report has units or money, and there are no plays with a rate to compare them with; or the estimate waits in a
  /// currency that cannot be brought to the report's.
  case notEstimated = "not_estimated"
  /// The catalog has no such track: its money waits in suspense.
  case notOurs = "not_ours"

  /// The report is judged by the estimate over its own days: a cut-off is nobody's error.
  ///
  /// - Parameter isOurs: true if the catalog has the track.
  package init(_ line: VarianceFigures, isOurs: Bool, tolerance: Tolerance = Tolerance()) {
    let money = Deviation(estimated: line.compared, reported: line.actual)
    let hasPlays = line.comparedUnits != 0 || line.isEstimated
    if !isOurs {
      self = .notOurs
    } else if !line.isReported {
      // Where there is nothing on either side, they are equal.
      self = hasPlays ? .missingInReport : .matched
    } else if !line.isEstimated {
      self = .notEstimated
    } else if money.distance == 0, line.comparedUnits == line.reportedUnits {
      self = .matched
    } else if tolerance.allows(money) {
      self = .withinTolerance
    } else {
      self = line.actual > line.compared ? .over : .under
    }
  }
}
