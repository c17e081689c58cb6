/// Why royalties were posted.
package enum Cause: String, Sendable, CaseIterable {
  /// Plays of a month that was not yet over when it was last posted, or never posted.
  case accrual
  /// Plays that were taken in after their month was over and posted.
  case latePlays = "late_plays"
  /// The catalog gave a track to another artist, album or label.
  case catalog
  /// A corrected rate table, contract or exchange rate.
  case rate, contract, fx
  /// A platform's accepted report.
  case report
}
