import Money

/// Totals of rows, without a dictionary on the way of every row.
struct RowTotals {
  /// Beyond this nobody's 64-bit sums of the rows would hold.
  private static let maximumUnits: UInt64 = 1_000_000_000_000_000_000

  private(set) var rows = 0
  private(set) var adjustments = 0
  private(set) var units: Int64 = 0
  private var magnitude: UInt64 = 0
  private var sums = MoneyByCurrency()
  private var currency: Currency?
  private var amount = Amount.zero

  /// - Throws: `ReportError` where the units of the file leave the range that sums have.
  mutating func add(_ row: ReportRow) throws(ReportError) {
    rows += 1
    if row.isAdjustment { adjustments += 1 }
    magnitude += row.units.magnitude
    guard magnitude <= Self.maximumUnits else {
      throw ReportError(line: row.line, reason: "the units of the file are more than 10^18 together; split it")
    }
    units += row.units
    if row.currency != currency { settle(next: row.currency) }
    amount += row.amount
  }

  var amounts: MoneyByCurrency {
    var all = sums
    if let currency { all.add(amount, currency) }
    return all
  }

  private mutating func settle(next: Currency) {
    if let currency { sums.add(amount, currency) }
    currency = next
    amount = .zero
  }
}
