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

  /// The two together: of the sheets of one file.
  static func + (a: FileMoney, b: FileMoney) -> FileMoney {
    var sum = a
    sum.rows += b.rows
    sum.rounding += b.rounding
    sum.transfers += b.transfers
    sum.leftOut += b.leftOut
    sum.gross += b.gross
    sum.fees += b.fees
    return sum
  }

  /// The sum of all rows of the file.
  package var file: FineAmount { FineAmount(rows) - rounding + transfers + leftOut }
}
