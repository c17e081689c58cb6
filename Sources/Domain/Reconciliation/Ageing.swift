import Money
import Plays

/// Debts of a platform on a day, by their age: its receivables less the receipts matched to them.
///
/// A receipt pays the report or the period that it names. What it has left then, and what names nothing that is owed,
/// pays the oldest item first. What no item needs is unapplied. Currencies are never matched with one another.
package struct Ageing: Hashable, Sendable {
  package let day: Day
  /// In the order of the currencies' codes.
  package let balances: [AgeingBalance]

  /// - Parameters:
  ///   - receivables: all of the platform's, paid or not.
  ///   - receipts: those after the day are left out.
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts.
  package init(
    of receivables: some Sequence<Receivable>, less receipts: some Sequence<Receipt>, on day: Day
  ) throws(ReconciliationError) {
    self.day = day
    let items = Dictionary(grouping: receivables, by: \.currency)
    let money = Dictionary(grouping: receipts.filter { $0.day <= day }, by: \.currency)
    balances = try Set(items.keys).union(money.keys).sorted().map { (currency) throws(ReconciliationError) in
      try AgeingBalance(currency, items[currency] ?? [], money[currency] ?? [], on: day)
    }
  }

  package subscript(currency: Currency) -> AgeingBalance? { balances.first { $0.currency == currency } }
}
