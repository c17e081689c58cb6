import Money
import Plays

/// Totals of a report that was read to its end and whose every control total was checked.
package struct ReportSummary: Hashable, Sendable {
  /// A kind of figure that the file states and that was found right.
  package struct ControlTotal: Hashable, Sendable {
    /// Name of the control total: `SRFO NumberOfLinesInReport`.
    package let name: String
    /// Number of comparisons: one for a footer, one a record for a rule of records.
    package let count: Int
  }

  /// The name of its `ReportFormat`: `own`, `dsr`, `distrokid`.
  package let format: String
  /// The sender's DDEX party id, or its name where it has none; `nil` where the format names no sender.
  package let sender: String?
  /// Unique for the sender: the same sender and id again are the same report.
  package let messageID: String?
  /// Lines of the file, with headers, footers and comments.
  package let lines: Int
  package let rows: Int
  /// Number of rows with money that is not for plays.
  package let adjustments: Int
  /// The sum of all units.
  package let units: Int64
  /// The exact sums of all amounts.
  package let totals: MoneyByCurrency
  /// The exact sum of what rounding added to them, by currency; without those to which it added nothing.
  package let rounding: [Currency: FineAmount]
  /// The first and last day that the file says it is about; `nil` where it does not.
  package let days: ClosedRange<Day>?
  /// Countries that the report speaks for without a row in them: there it says that nothing is owed.
  package let declaredCountries: Set<Country>
  package let controlTotals: [ControlTotal]
  /// Columns of the file that this format does not know. They were not read.
  package let ignoredColumns: [String]
  /// Sheets of the file that this format does not know, or leaves out. They were not read.
  package var ignoredSheets: [String] = []
  /// Rows whose barcode is none (GS1 check digit), and which are known by their ISRC or id alone.
  package let unreadableBarcodes: Int
  /// All money of the file, by currency.
  package let money: [Currency: FileMoney]
  /// Account of the sender, as the format or the sender says; `nil` of one that may be anybody's.
  package let account: String?
  /// Facts that a table tells beside its rows' plays and money.
  package let facts: TableFacts
  /// Records of a deal between sender and recipient (DDEX, DE01 and its like). They were not read.
  package var dealRecords = 0
  /// Figures of whole markets, in the order of the file; empty where the format has none.
  package var statedTotals: [StatedTotal] = []
}
