import Money
import PlatformReports
import Plays

/// That which was read of a report's file, beside its rows.
package struct ReportReading: Codable, Sendable {
  /// Rows that count, and rows of money that is passed on or paid out, which is no income.
  package let rows, kept_apart: Int
  /// Rows that the format leaves out.
  package let left_out: Int
  package let units: Int64
  package let totals: [String: Amount]
  /// Sums as they are written, exact, of rows that were kept apart, of those that were left out, and of all rows of the file.
  package let kept_apart_totals, left_out_totals, file_totals: [String: String]
  /// The difference that rounding to 12 decimals added to the totals, exact.
  package let rounding: [String: String]
  /// First and last month in which the sender accounts; left out where the file does not tell.
  package let first_statement, last_statement: Period?
  /// Before the sender's share, and that share, where the format has them.
  package let gross, fees: [String: Amount]
  /// Rows by how plays became money, and by what the recording was used for, where the format tells.
  package let monetisation, origins: [String: Int]
  /// Totals that the file states, each found right.
  package let control_totals: [String]
  /// Columns that the format does not know.
  package let ignored_columns: [String]
  package let unreadable_barcodes: Int
  /// Sheets that the format does not know, or leaves out.
  package let ignored_sheets: [String]

  package init(_ summary: ReportSummary) {
    func money(_ sums: MoneyByCurrency) -> [String: Amount] {
      Dictionary(uniqueKeysWithValues: sums.sorted.map { ($0.currency.code, $0.amount) })
    }
    func texts(_ sum: (FileMoney) -> FineAmount) -> [String: String] {
      var texts: [String: String] = [:]
      for (currency, money) in summary.money where sum(money) != .zero { texts[currency.code] = sum(money).description }
      return texts
    }
    let facts = summary.facts
    rows = summary.rows
    kept_apart = facts.transfers
    left_out = facts.leftOut
    units = summary.units
    totals = money(summary.totals)
    kept_apart_totals = texts { $0.transfers }
    left_out_totals = texts { $0.leftOut }
    file_totals = texts { $0.file }
    rounding = Dictionary(uniqueKeysWithValues: summary.rounding.map { ($0.key.code, $0.value.description) })
    first_statement = facts.statements?.lowerBound
    last_statement = facts.statements?.upperBound
    gross = money(facts.gross)
    fees = money(facts.fees)
    monetisation = Dictionary(uniqueKeysWithValues: facts.monetisation.map { ($0.key.rawValue, $0.value) })
    origins = Dictionary(uniqueKeysWithValues: facts.origins.map { ($0.key.rawValue, $0.value) })
    control_totals = summary.controlTotals.map(\.name)
    ignored_columns = summary.ignoredColumns
    unreadable_barcodes = summary.unreadableBarcodes
    ignored_sheets = summary.ignoredSheets
  }
}
