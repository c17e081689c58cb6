import Money
import Plays

/// Debt of a platform by an accepted report, in one currency.
package struct Receivable: Hashable, Sendable {
  /// The report's own.
  package let reference: String
  package let period: Period
  package let currency: Currency
  /// As reported; below zero for a credit, where more was taken back.
  package let amount: Amount
  /// The day it is due; the report's own date where no term was agreed.
  package let due: Day

  package init(reference: String, period: Period, currency: Currency, amount: Amount, due: Day) {
    self.reference = reference
    self.period = period
    self.currency = currency
    self.amount = amount
    self.due = due
  }
}
