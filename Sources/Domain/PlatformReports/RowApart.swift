import Money

/// A row of a file that is none of its report's: it is kept beside them, and is never income.
package struct RowApart: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
    /// Money that is passed on or paid out.
    case transfer
    /// A row that the format leaves out: a balance that is carried forward, a sum of others.
    case leftOut = "left_out"
  }

  /// The line in the file, from 1.
  package internal(set) var line: Int
  package let kind: Kind
  /// The column by which the format tells it, with what the row has there: `item type: payout`.
  package let rule: String
  /// As it is written; `nil` where a row that is left out has none that can be read.
  package let amount: FineAmount?
  package let currency: Currency?

  package init(line: Int, kind: Kind, rule: String, amount: FineAmount?, currency: Currency?) {
    self.line = line
    self.kind = kind
    self.rule = rule
    self.amount = amount
    self.currency = currency
  }
}
