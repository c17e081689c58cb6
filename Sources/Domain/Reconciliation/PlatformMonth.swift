import Money
import Plays

/// Totals of a platform's month in one currency, as a comparison finds them, and the verdict on them.
package struct PlatformMonth: Hashable, Sendable {
  package let period: Period
  package let platform: String
  package let currency: Currency
  package let estimated: Amount
  /// The estimate over the report's own days, by which it is judged.
  package let compared: Amount
  package let reported: Amount
  package let verdict: PlatformMonthVerdict

  package init(
    period: Period, platform: String, currency: Currency, estimated: Amount, compared: Amount, reported: Amount,
    verdict: PlatformMonthVerdict
  ) {
    self.period = period
    self.platform = platform
    self.currency = currency
    self.estimated = estimated
    self.compared = compared
    self.reported = reported
    self.verdict = verdict
  }
}
