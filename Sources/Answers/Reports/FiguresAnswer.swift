import Money
import Reconciliation
import Store

/// Units and amounts side by side, and the parts of their difference.
package struct FiguresAnswer: Codable, Sendable {
  package let estimated_units, compared_units, reported_units: Int64
  package let estimated, compared, reported, variance: Amount
  /// By `VariancePart`.
  package let parts: [String: Amount]

  init(_ figures: ComparedFigures) {
    estimated_units = figures.estimatedUnits
    compared_units = figures.comparedUnits
    reported_units = figures.reportedUnits
    estimated = figures.estimated
    compared = figures.compared
    reported = figures.reported
    variance = figures.variance
    parts = Dictionary(uniqueKeysWithValues: VariancePart.allCases.map { ($0.rawValue, figures.parts[$0]) })
  }
}
