import Money
import Plays

/// Facts that a table tells beside its rows' plays and money.
package struct TableFacts: Hashable, Sendable {
  /// The months in which the sender accounts for the rows, first and last; `nil` where it does not tell.
  package internal(set) var statements: ClosedRange<Period>?
  /// The exact sums before the sender's share, and of that share, where the format has them.
  package internal(set) var gross = MoneyByCurrency()
  package internal(set) var fees = MoneyByCurrency()
  /// Rows by how plays became money, and by what the recording was used for, where the format has a column for it.
  package internal(set) var monetisation: [Monetisation: Int] = [:]
  package internal(set) var origins: [Origin: Int] = [:]
  /// Rows of money that is passed on or paid out. They are no income, and not among the report's rows.
  package internal(set) var transfers = 0
  /// Rows that the format leaves out, as balances that are carried forward.
  package internal(set) var leftOut = 0

  package init() {}

  mutating func add(statement: Period) {
    guard let known = statements else { return statements = statement...statement }
    if known.contains(statement) { return }
    statements = min(known.lowerBound, statement)...max(known.upperBound, statement)
  }
}
