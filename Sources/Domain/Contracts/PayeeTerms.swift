import Money
import Plays

/// All terms of a payee: each holds from its month on, until the next.
package struct PayeeTerms: Hashable, Sendable {
  /// In their order, those from the beginning first.
  package let rows: [Payee]

  /// - Precondition: no two are from one month.
  package init(_ rows: [Payee]) {
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

  /// These with some others: a row takes the place of one from the same month, and those that are not named stay.
  package func replacing(_ others: [Payee]) -> PayeeTerms {
    PayeeTerms(rows.filter { row in !others.contains { $0.effectiveFrom == row.effectiveFrom } } + others)
  }
}
