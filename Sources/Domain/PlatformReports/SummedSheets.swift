import Money

extension ReportSummary {
  /// Totals of several sheets of one file.
  ///
  /// - Returns: `nil` where none of them has a row that counts.
  init?(format: String, _ sheets: [ReportSummary]) {
    guard sheets.count == 1 || sheets.contains(where: { $0.rows > 0 }) else { return nil }
    var totals = MoneyByCurrency()
    var rounding: [Currency: FineAmount] = [:]
    var facts = TableFacts()
    var money: [Currency: FileMoney] = [:]
    for sheet in sheets {
      totals += sheet.totals
      rounding.merge(sheet.rounding, uniquingKeysWith: +)
      facts.add(sheet.facts)
      money.merge(sheet.money, uniquingKeysWith: +)
    }
    var seen: Set<String> = []
    self.init(
      format: format, sender: nil, messageID: nil, lines: sheets.reduce(0) { $0 + $1.lines },
      rows: sheets.reduce(0) { $0 + $1.rows }, adjustments: sheets.reduce(0) { $0 + $1.adjustments },
      units: sheets.reduce(0) { $0 + $1.units }, totals: totals, rounding: rounding.filter { $0.value != .zero },
      days: sheets.lazy.compactMap(\.days).first, declaredCountries: [], controlTotals: sheets.flatMap(\.controlTotals),
      ignoredColumns: sheets.flatMap(\.ignoredColumns).filter { seen.insert($0).inserted },
      unreadableBarcodes: sheets.reduce(0) { $0 + $1.unreadableBarcodes }, money: money,
      account: sheets.lazy.compactMap(\.account).first, facts: facts)
  }
}

extension TableFacts {
  fileprivate mutating func add(_ other: TableFacts) {
    for month in [other.statements?.lowerBound, other.statements?.upperBound].compactMap(\.self) {
      add(statement: month)
    }
    gross += other.gross
    fees += other.fees
    monetisation.merge(other.monetisation, uniquingKeysWith: +)
    origins.merge(other.origins, uniquingKeysWith: +)
    transfers += other.transfers
    leftOut += other.leftOut
  }
}
