import Money
import Plays

/// Places in a sale (SR08) of a DDEX flat file of what we read of it.
struct SalePlaces {
  let isrc, barcode, resourceID, releaseID, summary, date, total, returns, net, ofTransaction, ofAccounting: Int

  init(_ shape: RecordShape) {
    isrc = shape.place("ISRC", "ResourceISRC")
    barcode = shape.place("ICPN", "ReleaseICPN")
    resourceID = shape.place("DspResourceId")
    releaseID = shape.place("DspReleaseId")
    summary = shape.place("SummaryRecordId")
    date = shape.place("SalesTransactionDate")
    total = shape.place("TotalUsages", "Usages")
    returns = shape.place("Returns")
    net = shape.place("NetUsage")
    ofTransaction = shape.place("AllocatedNetRevenueInCurrencyOfTransaction")
    ofAccounting = shape.place("AllocatedNetRevenueInCurrencyOfAccounting")
  }
}

/// A sale, read.
struct SaleRecord {
  let row: ReportRow
  let total: Int64
  let returns: Int64
  /// As they are written.
  let ofTransaction: FineAmount?
  let ofAccounting: FineAmount?
  /// True if its barcode is none.
  let hasUnreadableBarcode: Bool

  init(
    _ record: Record, _ places: SalePlaces, of summary: SummaryRecord, line: Int, cells: inout CellReader
  ) throws(CellError) {
    let date = try record[places.date].flatMap { (cell) throws(CellError) in try cells.date(cell) }
    guard let period = date ?? summary.period else {
      throw (record[places.date] ?? record.type).error(
        "neither the sale nor its summary says in which month it was; a period is at most \(DayRange.maximumDays) days")
    }
    let isrc = try record[places.isrc].flatMap { (cell) throws(CellError) in try cells.isrc(cell) }
    var id = try record[places.resourceID].flatMap { (cell) throws(CellError) in
      try cells.id(cell, namespace: summary.platform)
    }
    if id == nil, isrc == nil {
      id = try record[places.releaseID].flatMap { (cell) throws(CellError) in
        try cells.id(cell, namespace: summary.platform)
      }
    }
    var upc: GTIN?
    var hasUnreadableBarcode = false
    if let cell = record[places.barcode], !cell.isEmpty {
      upc = cells.barcode(cell)
      hasUnreadableBarcode = upc == nil
    }
    guard isrc != nil || upc != nil || id != nil else {
      throw (record[places.isrc] ?? record.type).error(
        "the sale says neither which recording nor which release it is of")
    }
    self.hasUnreadableBarcode = hasUnreadableBarcode
    (total, returns) = try Self.usages(record, places)
    let net = total - returns

    func amount(_ place: Int) throws(CellError) -> FineAmount? {
      guard let cell = record[place], !cell.isEmpty else { return nil }
      var moved = FineAmount.zero
      let amount = FineAmount(Amount(pico: try Figures.pico(cell, moved: &moved)))
      return moved == .zero ? amount : amount - moved
    }
    ofTransaction = try amount(places.ofTransaction)
    ofAccounting = try amount(places.ofAccounting)
    let currency = summary.currency
    let isAccounted = summary.currencyOfAccounting != nil
    let other = summary.currencyOfTransaction == currency ? ofTransaction : nil
    guard let exact = isAccounted ? ofAccounting ?? other : ofTransaction else {
      throw (record[isAccounted ? places.ofAccounting : places.ofTransaction] ?? record.type).error(
        "there is no AllocatedNetRevenue in \(currency), the currency of \(isAccounted ? "accounting" : "transaction")")
    }
    row = ReportRow(
      line: line, period: period, days: date == nil ? summary.days : nil, platform: summary.platform,
      country: summary.country, tier: summary.tier, isrc: isrc, upc: upc, externalID: id, units: net,
      amount: exact.halfEven, moved: FineAmount(exact.halfEven) - exact, currency: currency)
  }

  private static func usages(
    _ record: Record, _ places: SalePlaces
  ) throws(CellError) -> (total: Int64, returns: Int64) {
    guard let total = record[places.total], let net = record[places.net] else {
      throw record.type.error("the record ends before its usages; was the line cut?")
    }
    let totalUnits = try Figures.units(total, allowsZeroDecimals: true)
    var returned: Int64 = 0
    if let cell = record[places.returns], !cell.isEmpty {
      returned = try Figures.units(cell, allowsZeroDecimals: true)
    }
    let netUnits = try Figures.units(net, allowsZeroDecimals: true)
    guard netUnits == totalUnits - returned else {
      throw net.error(
        "net usage is \(netUnits), but \(totalUnits) usages less \(returned) returns are \(totalUnits - returned)")
    }
    return (totalUnits, returned)
  }
}
