import Money
import Rates

/// Result of a calibration for one scope of a rate table, and its reason.
package struct CalibrationRow: Hashable, Sendable {
  /// Reasons for keeping the present rate.
  package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
    /// No report has a line of the market with units, in any currency.
    case noEvidence = "no_evidence"
    /// Reports have it in other currencies than the present rate's only.
    case otherCurrency = "other_currency"
    case tooFewUnits = "too_few_units"
    case tooFewLines = "too_few_lines"
    /// More money was taken back than reported.
    case negativeAmount = "negative_amount"
    /// A rate table's file refuses a rate so high.
    case notBelievable = "not_believable"
    /// A new row for all tiers of a country would stand before the table's rows for a tier in all countries.
    case wouldHideTiers = "would_hide_tiers"
  }

  package enum Outcome: Hashable, Sendable {
    /// The rate is what was reported for one unit.
    case drafted
    case kept(Reason)
  }

  package let scope: RateTable.Scope
  /// True if the present table has no row of this scope. Its market then has the rate of a more general row, or none.
  package let isNew: Bool
  /// The present rate, of the scope or of the more general row; `nil` where plays are unrated.
  package let present: RateTable.Quote?
  package let outcome: Outcome
  /// The row of the draft; `nil` where there is none: the more general row goes on counting.
  package let quote: RateTable.Quote?
  /// In the currency of the present rate; without one, in that of the most units.
  package let evidence: CalibrationEvidence?
  /// Distance of the evidence from the present rate; `nil` without evidence or present rate.
  package let deviation: Deviation?
  /// In other currencies, which make no rate; in the order of their codes.
  package let otherCurrencies: [CalibrationEvidence]

  init(
    _ scope: RateTable.Scope, _ lines: [CalibrationLine], in table: RateTable?, _ rules: CalibrationRules
  ) throws(ReconciliationError) {
    let present = table?.presentQuote(scope)
    let isNew = table?.quotes[scope] == nil
    let all = try Dictionary(grouping: lines, by: \.currency).sorted { $0.key < $1.key }
      .map { (_, lines) throws(ReconciliationError) in try CalibrationEvidence(lines) }
    // Of equally many units the first code: `max` would take the last.
    let currency = present?.currency ?? all.reduce(all.first) { $0!.units < $1.units ? $1 : $0 }?.currency
    let evidence = all.first { $0.currency == currency }
    self.scope = scope
    self.isNew = isNew
    self.present = present
    self.evidence = evidence
    otherCurrencies = all.filter { $0.currency != currency }
    if let evidence, evidence.lines > 0, let present {
      deviation = try evidence.deviation(from: present.rate)
    } else {
      deviation = nil
    }
    let tiersOfAll = table?.quotes.keys.contains { $0.country == nil && $0.tier != nil } ?? false
    let hides = isNew && scope.tier == nil && tiersOfAll
    let reason = hides ? .wouldHideTiers : Self.reason(evidence, otherCurrencies, rules)
    if reason == nil, let evidence, let rate = evidence.rate {
      outcome = .drafted
      quote = RateTable.Quote(currency: evidence.currency, rate: rate)
    } else {
      outcome = .kept(reason ?? .noEvidence)
      quote = isNew ? nil : present
    }
  }

  /// - Returns: `nil` where there is enough evidence for a rate.
  private static func reason(
    _ evidence: CalibrationEvidence?, _ others: [CalibrationEvidence], _ rules: CalibrationRules
  ) -> Reason? {
    guard let evidence, evidence.lines > 0 else {
      return others.contains { $0.lines > 0 } ? .otherCurrency : .noEvidence
    }
    if evidence.units < max(1, Int128(rules.minimumUnits)) { return .tooFewUnits }
    if evidence.lines < rules.minimumLines { return .tooFewLines }
    if evidence.amount < .zero { return .negativeAmount }
    return evidence.rate == nil ? .notBelievable : nil
  }
}

extension RateTable {
  /// Quote that a scope's plays have now: its row, or the most specific of the more general ones.
  fileprivate func presentQuote(_ scope: Scope) -> Quote? {
    if let quote = quotes[scope] { return quote }
    guard let country = scope.country, let tier = scope.tier else { return quotes[Scope(country: nil, tier: nil)] }
    return quote(country: country, tier: tier)
  }
}
