import Money
import Plays

/// Money that arrived from a platform.
package struct Receipt: Hashable, Sendable {
  /// Purpose that a remittance states.
  package enum Purpose: Hashable, Sendable {
    /// A report's reference.
    case report(String)
    case period(Period)
  }

  package let day: Day
  package let currency: Currency
  /// Below zero where the platform took money back.
  package let amount: Amount
  /// `nil` where the remittance does not say.
  package let purpose: Purpose?

  package init(day: Day, currency: Currency, amount: Amount, purpose: Purpose? = nil) {
    self.day = day
    self.currency = currency
    self.amount = amount
    self.purpose = purpose
  }
}
