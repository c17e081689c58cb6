import Money
import PlatformReports
import Store

/// Limits of what the rows of a file may come to, either way: so much that nobody can mean more, and so little that no sum,
/// conversion or division of it can leave the range of amounts.
struct ReportLimits {
  private let maximumRows: Int64
  private var rows: Int64 = 0
  private var units: UInt64 = 0
  private var amount: UInt128 = 0

  /// - Parameter rows: that are taken in at most.
  init(rows: Int64) {
    maximumRows = rows
  }

  mutating func add(_ row: ReportRow) throws(ImplausibleReport) {
    rows += 1
    guard rows <= maximumRows else {
      throw ImplausibleReport(reason: "line \(row.line): more than \(maximumRows) rows; the setting is import.rows.")
    }
    units += row.units.magnitude
    amount += row.amount.pico.magnitude
    guard units < AcceptanceStore.unitLimit.magnitude else {
      throw ImplausibleReport(
        reason:
          "line \(row.line): \(row.units) units, with the rows before it not below \(AcceptanceStore.unitLimit) in all, which no "
          + "platform counts in a month. Check the column and its separators.")
    }
    guard amount < Amount.limit.pico.magnitude else {
      throw ImplausibleReport(
        reason:
          "line \(row.line): \(row.amount) \(row.currency), with the rows before it not below \(Amount.limit) in all. Check "
          + "the column and its separators.")
    }
  }
}
