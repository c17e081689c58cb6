import Money

/// Reasons why a reported figure differs from the estimated one, in the order in which ties of rounding are broken.
package enum VariancePart: String, Codable, Hashable, Sendable, CaseIterable {
  /// More or fewer plays, at the estimated rate.
  case units
  /// Another rate for the reported plays.
  case rate
  /// Another exchange rate for the reported money.
  case fx
  /// Rate and exchange rate together, where the sides are in different currencies and cannot be told apart.
  case rateAndFX = "rate_and_fx"
  /// Money without units.
  case adjustments
  /// Reported units for which there was no estimate.
  case notEstimated = "not_estimated"
  /// The estimate over a report's own days less that over the calendar month.
  case cutOff = "cut_off"

  /// Its place among `allCases`.
  var place: Int {
    switch self {
    case .units: 0
    case .rate: 1
    case .fx: 2
    case .rateAndFX: 3
    case .adjustments: 4
    case .notEstimated: 5
    case .cutOff: 6
    }
  }
}

/// An amount for each part of a variance, in one currency; positive where more is reported than estimated.
package struct VarianceParts: Hashable, Sendable {
  package var units = Amount.zero
  package var rate = Amount.zero
  package var fx = Amount.zero
  package var rateAndFX = Amount.zero
  package var adjustments = Amount.zero
  package var notEstimated = Amount.zero
  package var cutOff = Amount.zero

  package init() {}

  /// Amount of each part, in the order of `VariancePart`.
  package var inOrder: [Amount] { VariancePart.allCases.map { self[$0] } }

  package subscript(part: VariancePart) -> Amount {
    get {
      switch part {
      case .units: units
      case .rate: rate
      case .fx: fx
      case .rateAndFX: rateAndFX
      case .adjustments: adjustments
      case .notEstimated: notEstimated
      case .cutOff: cutOff
      }
    }
    set {
      switch part {
      case .units: units = newValue
      case .rate: rate = newValue
      case .fx: fx = newValue
      case .rateAndFX: rateAndFX = newValue
      case .adjustments: adjustments = newValue
      case .notEstimated: notEstimated = newValue
      case .cutOff: cutOff = newValue
      }
    }
  }
}
