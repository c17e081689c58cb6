/// A type of record: what its cells are called, by version.
struct RecordType: Sendable {
  enum Kind: Sendable { case head, summary, sale, footer }

  let kind: Kind
  /// Without a version: `SR08`.
  let name: String
  /// Suffix that may follow the name: `.01`. The first version has none.
  let versions: [String]
  /// The cells in their order, the name of the type first.
  let cells: [String]

  init(_ kind: Kind, _ name: String, versions: [String] = [""], cells: String) {
    self.kind = kind
    self.name = name
    self.versions = versions
    self.cells = cells.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Cells that a record of the kind cannot do without, each with the names it goes by.
  static func needed(_ kind: Kind) -> [[String]] {
    switch kind {
    case .head: [["Profile"], ["MessageId"]]
    case .summary: [["SummaryRecordId"], ["Territory"], ["CurrencyOfAccounting", "CurrencyOfTransaction"]]
    case .sale:
      [
        ["SummaryRecordId"], ["TotalUsages", "Usages"], ["NetUsage"],
        ["AllocatedNetRevenueInCurrencyOfAccounting", "AllocatedNetRevenueInCurrencyOfTransaction"],
      ]
    case .footer: [["NumberOfLinesInReport"], ["NumberOfSummaryRecords"]]
    }
  }
}
