import Money

/// All money of a report's file in one currency, to the last digit as it is written: what is taken as rows, and what is kept
/// apart.
package struct FileMoney: Hashable, Sendable {
  /// Sum of the rows as they are kept, each rounded to 10^-12.
  package var rows = Amount.zero
  /// The difference that rounding added to them.
  package var rounding = FineAmount.zero
  package var transfers = FineAmount.zero
  package var leftOut = FineAmount.zero
  /// Before the sender's share, and that share, where the format has them.
  package var gross = Amount.zero
  package var fees = Amount.zero

  package init() {}

  /// The sum of all rows of the file.
  package var file: FineAmount { FineAmount(rows) - rounding + transfers + leftOut }
}
