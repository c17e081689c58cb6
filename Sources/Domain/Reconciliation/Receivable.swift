import Money
import Plays

/// What a platform owes by an accepted report, in one currency.
public struct Receivable: Hashable, Sendable {
  /// The report's own.
  public let reference: String
  public let period: Period
  public let currency: Currency
  /// As reported; below zero for a credit, where more was taken back.
  public let amount: Amount
  /// The day it is due; the report's own date where no term was agreed.
  public let due: Day

  public init(reference: String, period: Period, currency: Currency, amount: Amount, due: Day) {
    self.reference = reference
    self.period = period
    self.currency = currency
    self.amount = amount
    self.due = due
  }
}
