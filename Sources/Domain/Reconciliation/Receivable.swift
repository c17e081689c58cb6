import Money
import Plays

/// Debt of a platform by an accepted report, in one currency.
package struct Receivable: Hashable, Sendable {
  /// The report's own.
  package let reference: String
  package let period: Period
  /// The month in which the sender accounts for it: the same where the report does not tell another.
  package let statement: Period
  package let currency: Currency
  /// As reported; below zero for a credit, where more was taken back.
  package let amount: Amount
  /// The day it is due; the report's own date where no term was agreed.
  package let due: Day

  /// - Parameter statement: the period unless told.
  package init(
    reference: String, period: Period, statement: Period? = nil, currency: Currency, amount: Amount, due: Day
  ) {
    self.reference = reference
    self.period = period
    self.statement = statement ?? period
    self.currency = currency
    self.amount = amount
    self.due = due
  }
}
