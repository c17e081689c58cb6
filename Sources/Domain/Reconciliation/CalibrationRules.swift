import Money

/// Evidence that a drafted rate needs.
package struct CalibrationRules: Hashable, Sendable {
  /// Reported units of a market in the rate's currency, adjustments aside.
  package let minimumUnits: Int64
  /// Lines they stand in: a single one may be an error.
  package let minimumLines: Int

  package init(minimumUnits: Int64 = 1_000, minimumLines: Int = 3) {
    self.minimumUnits = minimumUnits
    self.minimumLines = minimumLines
  }

  /// Limit that a rate for one play stays below in a rate table's file.
  static let believableRate = Rate(pico: 100_000 * Amount.scale)
}
