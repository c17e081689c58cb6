import Money
import Plays
import Rates

/// A draft of a platform's next rate table, from what its accepted reports paid for a unit.
///
/// A rate is the sum of the amounts over the sum of the units of a (country, tier), or of a (country, `*`) for reports
/// that name no tier, rounded half-even to 12 decimals once. Lines without units are adjustments and left out. Only the
/// currency of the present rate counts: rates are not converted. Where there is too little evidence, or none that makes
/// a rate, the present rate is kept and the reason given. A table replaces the earlier one whole, so the draft has a row
/// for every row of the present table, and its markets keep a rate.
package struct Calibration: Hashable, Sendable {
  package let platform: String
  package let rules: CalibrationRules
  /// A row for every row of the present table and every scope of the reports; by country and tier, `*` last.
  package let rows: [CalibrationRow]

  /// - Parameters:
  ///   - present: the table in force; `nil` where the platform has none yet.
  ///   - lines: of the platform's accepted reports. Their order makes no difference.
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts.
  package init(
    platform: String, present: RateTable?, _ lines: some Sequence<CalibrationLine>,
    rules: CalibrationRules = CalibrationRules()
  ) throws(ReconciliationError) {
    self.platform = platform
    self.rules = rules
    let byScope = Dictionary(grouping: lines) { RateTable.Scope(country: $0.country, tier: $0.tier) }
    let scopes = Set(byScope.keys).union(present?.quotes.keys.map(\.self) ?? [])
    rows = try scopes.sorted(by: Self.precedes).map { (scope) throws(ReconciliationError) in
      try CalibrationRow(scope, byScope[scope] ?? [], in: present, rules)
    }
  }

  /// The draft, to be published; `nil` where no row has a rate, which no table may be.
  package func table(effective: Day, version: Int = 1) -> RateTable? {
    let quotes = rows.compactMap { row in row.quote.map { (row.scope, $0) } }
    guard !quotes.isEmpty else { return nil }
    return RateTable(
      platform: platform, effective: effective, version: version, quotes: Dictionary(uniqueKeysWithValues: quotes))
  }

  private static func precedes(_ a: RateTable.Scope, _ b: RateTable.Scope) -> Bool {
    func key(_ scope: RateTable.Scope) -> (Int, String, Int, String) {
      (scope.country == nil ? 1 : 0, scope.country?.description ?? "", scope.tier == nil ? 1 : 0, scope.tier ?? "")
    }
    return key(a) < key(b)
  }
}
