import Money
import Plays

/// What a payee is told about a period in one currency: the figures, where they come from, and proofs that they agree.
///
/// It is frozen once it is issued. Its detail is not in it: those lines may be millions, and are read where they are
/// written.
public struct Statement: Sendable {
  /// Where a statement is in its life.
  public enum Status: String, Sendable {
    /// Of a period that is open: its figures may still move.
    case draft
    case issued
    /// A later revision stands in its place.
    case superseded
  }

  /// Whose money it is about.
  public enum Kind: String, Sendable, CaseIterable {
    /// What one payee is owed: from the opening balance to what is paid out.
    case payee
    /// What all tracks of a label came to, and who has what share of it. Nobody is owed by it: it has no balances.
    case label
  }

  /// What it is called, and of whom and when it is.
  public struct Heading: Hashable, Sendable {
    public let kind: Kind
    /// As `2026-10/art-000/USD`.
    public let number: String
    /// 1 for the first that was issued; 0 for a draft.
    public let revision: Int
    public let status: Status
    /// The id of the payee, or of the label.
    public let payee: String
    public let name: String
    public let period: Period
    public let currency: Currency

    public init(
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
  public struct Figure: Hashable, Sendable {
    public let key: String
    public let title: String
    public let amount: Amount

    public init(_ key: String, _ title: String, _ amount: Amount) {
      self.key = key
      self.title = title
      self.amount = amount
    }
  }

  public let heading: Heading
  /// From the opening balance to what is carried forward, in the order in which they are read.
  public let figures: [Figure]
  /// In the order of the sheets.
  public let tables: [Table]

  public init(heading: Heading, figures: [Figure], tables: [Table]) {
    self.heading = heading
    self.figures = figures
    self.tables = tables
  }

  /// - Precondition: the summary has it.
  public func figure(_ key: String) -> Amount {
    guard let figure = figures.first(where: { $0.key == key }) else {
      preconditionFailure("the summary has no figure \(key)")
    }
    return figure.amount
  }

  public func table(_ key: String) -> Table? { tables.first { $0.key == key } }

  /// What must come to the same, to the last unit: a column of a sheet, and a figure of the summary.
  public struct Check: Hashable, Sendable {
    public let title: String
    /// The key of a table, or `detail`.
    public let table: String
    public let column: String
    public let figure: String
  }
}
