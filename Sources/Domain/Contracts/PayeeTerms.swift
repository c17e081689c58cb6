import Money
import Plays

/// All terms of a payee: each holds from its month on, until the next.
package struct PayeeTerms: Hashable, Sendable {
  /// In their order, those from the beginning first.
  package let rows: [Payee]
  /// Percents by country of sale, those from the beginning first.
  package let byCountry: [CountryWithholding]

  /// - Precondition: no two are from one month.
  package init(_ rows: [Payee], byCountry: [CountryWithholding] = []) {
    self.byCountry = byCountry.sorted { a, b in
      guard let later = b.effectiveFrom else { return false }
      return a.effectiveFrom.map { $0 < later } ?? true
    }
    self.rows = rows.sorted { a, b in
      guard let later = b.effectiveFrom else { return false }
      return a.effectiveFrom.map { $0 < later } ?? true
    }
  }

  /// The terms that hold in a month; `nil` before the first.
  package subscript(period: Period) -> Payee? {
    rows.last { $0.effectiveFrom.map { $0 <= period } ?? true }
  }

  /// Percent that is withheld in a month.
  package func withholdingPercent(in period: Period) -> Amount { self[period]?.withholdingPercent ?? .zero }

  /// Percents by country that hold in a month; `nil` before the first.
  package func countries(in period: Period) -> CountryWithholding? {
    byCountry.last { $0.effectiveFrom.map { $0 <= period } ?? true }
  }

  /// These with other percents by country: those of a date take the place of all that were of it.
  package func replacing(_ others: [CountryWithholding]) -> PayeeTerms {
    PayeeTerms(
      rows, byCountry: byCountry.filter { row in !others.contains { $0.effectiveFrom == row.effectiveFrom } } + others)
  }

  /// These with some others: a row takes the place of one from the same month, and those that are not named stay.
  package func replacing(_ others: [Payee]) -> PayeeTerms {
    PayeeTerms(
      rows.filter { row in !others.contains { $0.effectiveFrom == row.effectiveFrom } } + others, byCountry: byCountry)
  }
}
