import Money

/// Limits of how far a report may be from the estimate before somebody has to look at it.
package struct Tolerance: Hashable, Sendable {
  /// A line may be off by this many major units of its currency, or by `linePercent`, whichever is more.
  package let lineAmount: Amount
  /// 0.5 is 0.5 % of the line's estimate.
  package let linePercent: Amount
  /// A platform's month that is off by more wants review.
  package let reviewPercent: Amount
  /// A platform's month that is off by more keeps the period from being closed.
  package let blockPercent: Amount

  /// The defaults: 0.01 or 0.5 % a line; a platform's month wants review over 2 %, and blocks over 5 %.
  package init(
    lineAmount: Amount = Amount(pico: Amount.scale / 100), linePercent: Amount = Amount(pico: Amount.scale / 2),
    reviewPercent: Amount = Amount(pico: 2 * Amount.scale), blockPercent: Amount = Amount(pico: 5 * Amount.scale)
  ) {
    self.lineAmount = lineAmount
    self.linePercent = linePercent
    self.reviewPercent = reviewPercent
    self.blockPercent = blockPercent
  }

  /// True if a line's amounts, converted and rounded, are near enough; exactly at the limit they are.
  func allows(_ line: Deviation) -> Bool {
    line.distance <= max(.zero, lineAmount).pico.magnitude || !line.exceeds(percent: linePercent)
  }

  /// A percentage for people: `5 %`, `0.5 %`.
  static func shown(_ percent: Amount) -> String {
    "\("\(percent)".replacing(#/\.?0+$/#, with: "")) %"
  }
}
