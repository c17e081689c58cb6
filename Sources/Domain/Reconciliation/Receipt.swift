import Money
import Plays

/// Money that arrived from a platform.
public struct Receipt: Hashable, Sendable {
  /// What a remittance says it is for.
  public enum Purpose: Hashable, Sendable {
    /// A report's reference.
    case report(String)
    case period(Period)
  }

  public let day: Day
  public let currency: Currency
  /// Below zero where the platform took money back.
  public let amount: Amount
  /// `nil` where the remittance does not say.
  public let purpose: Purpose?

  public init(day: Day, currency: Currency, amount: Amount, purpose: Purpose? = nil) {
    self.day = day
    self.currency = currency
    self.amount = amount
    self.purpose = purpose
  }
}
