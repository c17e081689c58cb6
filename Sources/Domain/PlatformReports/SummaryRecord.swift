import Money
import Plays

/// A summary (SY10) of a DDEX flat file: the market of its sales, and what they must come to.
struct SummaryRecord {
  /// A figure that the summary states.
  struct Stated<Value> {
    let value: Value
    let cell: String
  }

  let line: Int
  let id: String
  let platform: String
  let country: Country
  let tier: String?
  /// `nil` where it covers more than a month: then its sales have dates of their own.
  let period: Period?
  /// Its days, where they are not a calendar month.
  let days: ClosedRange<Day>?
  let currencyOfTransaction: Currency?
  let currencyOfAccounting: Currency?
  private let usages: Stated<Int64>?
  private let returns: Stated<Int64>?
  private let revenueOfTransaction: Stated<FineAmount>?
  private let revenueOfAccounting: Stated<FineAmount>?
  private let beyondRows: BeyondRows

  private(set) var sales = 0
  private var rows = Amount.zero
  private var usagesFound: Int128 = 0
  private var returnsFound: Int128 = 0
  private var ofTransactionFound: FineAmount? = .zero
  private var ofAccountingFound: FineAmount? = .zero

  init(_ record: Record, line: Int, head: RecordHead.Context, cells: inout CellReader) throws(CellError) {
    self.line = line
    guard let id = record["SummaryRecordId"], !id.isEmpty else {
      throw record.type.error("there is no SummaryRecordId")
    }
    self.id = try CellReader.name(id, "SummaryRecordId")
    if let channel = record["DistributionChannel"], !channel.isEmpty {
      platform = try cells.store(channel)
    } else if let sender = head.platform {
      platform = sender
    } else {
      throw record.type.error("neither DistributionChannel nor the SenderName of HEAD says which platform it is for")
    }
    guard let territory = record["Territory"] else { throw record.type.error("there is no Territory") }
    guard !territory.bytes.contains(UInt8(ascii: "|")) else {
      throw territory.error(
        "a summary of several territories cannot be told apart by country; ask for one summary each")
    }
    country = try cells.country(territory)
    var tier: String?
    for name in ["ServiceDescription", "SubscriberType"] where tier == nil {
      tier = try record[name].flatMap { (cell) throws(CellError) in try cells.tier(cell) }
    }
    self.tier = tier
    let days = try record.days("ReportingPeriodStartDate", "ReportingPeriodEndDate") ?? head.days
    period = days.flatMap { DayRange.period($0) }
    self.days = days.flatMap { DayRange.isCalendarMonth($0) || DayRange.period($0) == nil ? nil : $0 }
    func currency(_ name: String) throws(CellError) -> Currency? {
      guard let cell = record[name], !cell.isEmpty else { return nil }
      return try cells.currency(cell)
    }
    currencyOfTransaction = try currency("CurrencyOfTransaction")
    currencyOfAccounting = try currency("CurrencyOfAccounting")
    guard currencyOfTransaction != nil || currencyOfAccounting != nil else {
      throw record.type.error("neither CurrencyOfAccounting nor CurrencyOfTransaction is given")
    }
    // Totals may be those of the whole service; what is allocated is for the recipient.
    usages = try Self.units(record, "AllocatedUsages", "TotalUsages")
    returns = try Self.units(record, "Returns")
    revenueOfTransaction = try Self.amount(
      record, "AllocatedNetRevenueInCurrencyOfTransaction", "NetRevenueInCurrencyOfTransaction")
    revenueOfAccounting = try Self.amount(
      record, "AllocatedNetRevenueInCurrencyOfAccounting", "NetRevenueInCurrencyOfAccounting")
    beyondRows = try BeyondRows(record, in: currencyOfAccounting == nil ? "Transaction" : "Accounting")
  }

  /// The currency of its rows: what is owed goes into the accounts; the other is what customers paid in.
  var currency: Currency { currencyOfAccounting ?? currencyOfTransaction! }

  /// Figures that it has and no row, when all its sales were added.
  var stated: StatedTotal {
    StatedTotal(
      id: id, period: period, platform: platform, country: country, tier: tier, currency: currency, rows: rows,
      finalTotal: beyondRows.finalTotal, usageIndependentFee: beyondRows.fee, feeType: beyondRows.feeType,
      deductions: beyondRows.deductions, deductionType: beyondRows.deductionType,
      exchangeRate: beyondRows.exchangeRate, exchangeRateSource: beyondRows.exchangeRateSource,
      exchangeRateDate: beyondRows.exchangeRateDate)
  }

  /// Adds a sale to what was found. An amount that a sale does not give in a currency cannot be summed in it.
  mutating func add(
    _ amount: Amount, total: Int64, returns: Int64, ofTransaction: FineAmount?, ofAccounting: FineAmount?
  ) {
    sales += 1
    rows += amount
    usagesFound += Int128(total)
    returnsFound += Int128(returns)
    ofTransactionFound = ofTransaction.flatMap { amount in ofTransactionFound.map { $0 + amount } }
    ofAccountingFound = ofAccounting.flatMap { amount in ofAccountingFound.map { $0 + amount } }
  }

  /// True if sales are as the summary says.
  ///
  /// - Returns: how many figures of usage and of revenue were compared.
  func check() throws(ReportError) -> (usages: Int, revenues: Int) {
    var compared = (usages: 0, revenues: 0)
    if let usages {
      // A summary that does not tell returns may have taken them off.
      guard
        Int128(usages.value) == usagesFound || (returns == nil && Int128(usages.value) == usagesFound - returnsFound)
      else { throw differs(usages.cell, "\(usages.value)", "\(usagesFound)") }
      compared.usages += 1
    }
    if let returns {
      guard Int128(returns.value) == returnsFound else {
        throw differs(returns.cell, "\(returns.value)", "\(returnsFound)")
      }
      compared.usages += 1
    }
    for (stated, found) in [(revenueOfTransaction, ofTransactionFound), (revenueOfAccounting, ofAccountingFound)] {
      guard let stated, let found else { continue }
      guard stated.value == found else {
        throw differs(stated.cell, stated.value.description, found.description)
      }
      compared.revenues += 1
    }
    return compared
  }

  private func differs(_ cell: String, _ stated: String, _ found: String) -> ReportError {
    ReportError(
      line: line, column: cell,
      reason: "summary \(SafeText.quoted(id)) says \(stated), but its sales come to \(found); ask for the report again")
  }

  private static func units(_ record: Record, _ names: String...) throws(CellError) -> Stated<Int64>? {
    for name in names {
      guard let cell = record[name], !cell.isEmpty else { continue }
      let total = try Figures.total(cell)
      let pico = total.halfEven.pico
      guard total == FineAmount(total.halfEven), pico % Amount.scale == 0,
        let value = Int64(exactly: pico / Amount.scale)
      else {
        throw cell.error("\(cell.quoted) is not a whole number of usages")
      }
      return Stated(value: value, cell: name)
    }
    return nil
  }

  private static func amount(_ record: Record, _ names: String...) throws(CellError) -> Stated<FineAmount>? {
    for name in names {
      guard let cell = record[name], !cell.isEmpty else { continue }
      return Stated(value: try Figures.total(cell), cell: name)
    }
    return nil
  }
}
