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
  private var rounding: [Currency: FineAmount] = [:]
  private var currency: Currency?
  private var amount = Amount.zero
  private var rounded = FineAmount.zero
  private var apart: [Currency: (transfers: FineAmount, leftOut: FineAmount)] = [:]

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
    rounded += row.moved
  }

  mutating func add(_ row: RowApart) {
    guard let amount = row.amount, let currency = row.currency else { return }
    switch row.kind {
    case .transfer: apart[currency, default: (.zero, .zero)].transfers += amount
    case .leftOut: apart[currency, default: (.zero, .zero)].leftOut += amount
    }
  }

  /// All money of the file, by currency.
  func money(_ facts: TableFacts) -> [Currency: FileMoney] {
    var all: [Currency: FileMoney] = [:]
    for (currency, amount) in amounts.amounts { all[currency, default: FileMoney()].rows = amount }
    for (currency, rounding) in moved { all[currency, default: FileMoney()].rounding = rounding }
    for (currency, sums) in apart {
      all[currency, default: FileMoney()].transfers = sums.transfers
      all[currency]!.leftOut = sums.leftOut
    }
    for (currency, gross) in facts.gross.amounts { all[currency, default: FileMoney()].gross = gross }
    for (currency, fees) in facts.fees.amounts { all[currency, default: FileMoney()].fees = fees }
    return all
  }

  var amounts: MoneyByCurrency {
    var all = sums
    if let currency { all.add(amount, currency) }
    return all
  }

  /// The difference that rounding added to the rows, by currency; without those to which it added nothing.
  var moved: [Currency: FineAmount] {
    var all = rounding
    if let currency { all[currency, default: .zero] += rounded }
    return all.filter { $0.value != .zero }
  }

  /// The sum of the rows as they are written; `nil` where they are in several currencies.
  var exact: FineAmount? {
    let amounts = amounts.amounts
    guard amounts.count <= 1 else { return nil }
    guard let only = amounts.first else { return .zero }
    return FineAmount(only.value) - moved[only.key, default: .zero]
  }

  private mutating func settle(next: Currency) {
    if let currency {
      sums.add(amount, currency)
      if rounded != .zero { rounding[currency, default: .zero] += rounded }
    }
    currency = next
    amount = .zero
    rounded = .zero
  }
}
