import Contracts
import Money
import Plays

/// Percent that is withheld of a month: of some countries by their own, of all others by one.
package struct WithholdingRate: Hashable, Sendable {
  package let others: Amount
  package let named: [Country: Amount]

  package init(_ others: Amount, named: [Country: Amount] = [:]) {
    self.others = others
    self.named = named
  }

  /// The one that a payee has in a month.
  package init(_ terms: PayeeTerms?, in month: Period) {
    let rows = terms?.countries(in: month)
    self.init(rows?.others ?? terms?.withholdingPercent(in: month) ?? .zero, named: rows?.percents ?? [:])
  }

  package subscript(country: Country) -> Amount { named[country] ?? others }
}

/// A payee's royalties of a month by country of sale.
package struct CountrySales: Hashable, Sendable {
  package let byCountry: [Country: Amount]
  /// Royalties of no country, such as an entry by hand.
  package let others: Amount

  /// - Parameters:
  ///   - lines: of lines, by country.
  ///   - royalties: all of the month, adjustments included.
  package init(_ lines: [Country: Amount], of royalties: Amount) {
    byCountry = lines.filter { $0.value != .zero }
    others = royalties - lines.values.reduce(.zero, +)
  }
}
