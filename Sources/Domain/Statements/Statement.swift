import Money
import Plays

/// Account to a payee of a period in one currency: the figures, where they come from, and proofs that they agree.
///
/// It is frozen once it is issued. Its detail is not in it: those lines may be millions, and are read where they are
/// written.
package struct Statement: Sendable {
  /// Stage of a statement's life.
  package enum Status: String, Sendable {
    /// A statement of a period that is open: its figures may still move.
    case draft
    case issued
    /// A later revision stands in its place.
    case superseded
  }

  /// Party whose money it is about.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// A payee's statement: from the opening balance to what is paid out.
    case payee
    /// A label's statement: its tracks, and who has what share of them. Nobody is owed by it: it has no balances.
    case label
  }

  /// Number, payee and period of a statement.
  package struct Heading: Hashable, Sendable {
    package let kind: Kind
    /// As `2026-10/art-000/USD`.
    package let number: String
    /// 1 for the first that was issued; 0 for a draft.
    package let revision: Int
    package let status: Status
    /// The id of the payee, or of the label.
    package let payee: String
    package let name: String
    package let period: Period
    package let currency: Currency

    package init(
      kind: Kind = .payee, number: String, revision: Int, status: Status, payee: String, name: String, period: Period,
      currency: Currency
    ) {
      self.kind = kind
      self.number = number
      self.revision = revision
      self.status = status
      self.payee = payee
      self.name = name
      self.period = period
      self.currency = currency
    }
  }

  /// A figure of the summary.
  package struct Figure: Hashable, Sendable {
    package let key: String
    package let title: String
    package let amount: Amount

    package init(_ key: String, _ title: String, _ amount: Amount) {
      self.key = key
      self.title = title
      self.amount = amount
    }
  }

  package let heading: Heading
  /// From the opening balance to what is carried forward, in the order in which they are read.
  package let figures: [Figure]
  /// In the order of the sheets.
  package let tables: [Table]

  package init(heading: Heading, figures: [Figure], tables: [Table]) {
    self.heading = heading
    self.figures = figures
    self.tables = tables
  }

  /// - Precondition: the summary has it.
  package func figure(_ key: String) -> Amount {
    guard let figure = figures.first(where: { $0.key == key }) else {
      preconditionFailure("the summary has no figure \(key)")
    }
    return figure.amount
  }

  package func table(_ key: String) -> Table? { tables.first { $0.key == key } }

  /// Two sums that must agree to the last unit: a column of a sheet, and a figure of the summary.
  package struct Check: Hashable, Sendable {
    package let title: String
    /// The key of a table, or `detail`.
    package let table: String
    package let column: String
    package let figure: String
  }
}
