import Money
import Plays

/// Reads the records of a DDEX flat file and checks every figure that it states about itself.
final class RecordLines: LineReader {
  /// Summaries of a file. There is one for each market of the sender.
  static let maximumSummaries = 100_000

  private enum Stage { case start, body(RecordHead), end(RecordHead) }

  private let format: ReportFormat
  private let layout: RecordLayout
  private let dialect: Dialect
  private let take: (ReportRow) throws -> Void
  private let fields = Fields()
  private var shapes: RecordShapes
  private var stage = Stage.start
  private var cells: CellReader
  private var totals = RowTotals()
  private var salePlaces: (type: String, places: SalePlaces)?
  private var summaries: [SummaryRecord] = []
  private var summaryIndexes: [String: Int] = [:]
  private var recentSummaries = Memo<Int>(maximum: 1 << 12)
  private var unreadableBarcodes = 0
  private var deals = 0
  private var checked: [ReportSummary.ControlTotal] = []

  init(
    _ format: ReportFormat, _ layout: RecordLayout, _ dialect: Dialect, take: @escaping (ReportRow) throws -> Void
  ) {
    self.dialect = dialect
    self.format = format
    self.layout = layout
    self.take = take
    shapes = RecordShapes(layout)
    cells = CellReader(territories: layout.territories)
  }

  func read(_ line: UnsafeRawBufferPointer, number: Int) throws {
    guard !line.isEmpty else { return }
    var shape: RecordShape?
    var row: ReportRow?
    do throws(CellError) {
      try fields.split(line, dialect, isLatin: false)
      if line[0] == UInt8(ascii: "#") {
        salePlaces = nil
        return shapes.learn(fields)
      }
      // A line of nothing but delimiters is an empty record.
      if (0..<fields.count).allSatisfy({ fields[$0].isEmpty }) { return }
      if Self.isDeal(fields[0]) { return try deal() }
      shape = try shapes.shape(fields[0])
      guard let shape else { return }
      guard fields.count <= shape.cells.count else {
        throw fields[shape.cells.count].error("\(fields.count) cells, but \(shape.type) has \(shape.cells.count)")
      }
      let record = Record(shape: shape, fields: fields)
      if shape.kind == .sale {
        row = try sale(record, line: number)
      } else {
        try other(record, line: number)
      }
    } catch {
      throw refusal(error, shape, line: number)
    }
    if let row {
      try totals.add(row)
      try take(row)
    }
    if shape?.kind == .footer { try close() }
  }

  /// Records of a deal, DE01 and its like, are between sender and recipient: each profile lets them stand behind its sales, or
  /// as summaries, with cells of their own.
  private static func isDeal(_ cell: Cell) -> Bool {
    let bytes = cell.bytes
    func isDigit(_ at: Int) -> Bool { (0x30...0x39).contains(bytes[at]) }
    return bytes.count >= 4 && bytes.starts(with: "DE".utf8) && isDigit(2) && isDigit(3)
      && (bytes.count == 4 || bytes[4] == UInt8(ascii: "."))
  }

  private func deal() throws(CellError) {
    guard case .body = stage else {
      throw fields[0].error(
        "\(fields[0].quoted) stands before the first record or behind the last; was the file put together?")
    }
    deals += 1
  }

  private func sale(_ record: Record, line: Int) throws(CellError) -> ReportRow {
    guard case .body = stage else { throw misplaced(record) }
    if salePlaces?.type != record.shape.type { salePlaces = (record.shape.type, SalePlaces(record.shape)) }
    let places = salePlaces!.places
    guard let id = record[places.summary], !id.isEmpty else { throw record.type.error("there is no SummaryRecordId") }
    let index = try index(of: id)
    let sale = try SaleRecord(record, places, of: summaries[index], line: line, cells: &cells)
    summaries[index].add(
      sale.row.amount, total: sale.total, returns: sale.returns, ofTransaction: sale.ofTransaction,
      ofAccounting: sale.ofAccounting)
    if sale.hasUnreadableBarcode { unreadableBarcodes += 1 }
    return sale.row
  }

  private func index(of id: Cell) throws(CellError) -> Int {
    if let known = recentSummaries.find(id.bytes) { return known }
    guard let index = summaryIndexes[id.text] else {
      throw id.error("there is no summary \(id.quoted) above; was a line lost?")
    }
    recentSummaries.keep(index, for: id.bytes)
    return index
  }

  private func other(_ record: Record, line: Int) throws(CellError) {
    switch (record.shape.kind, stage) {
    case (.head, .start):
      stage = .body(try RecordHead(record, profiles: layout.profiles, cells: &cells))
    case (.summary, .body(let head)):
      let summary = try SummaryRecord(record, line: line, head: head.context, cells: &cells)
      guard summaries.count < Self.maximumSummaries else {
        throw record.type.error("the file has more than \(Self.maximumSummaries) summaries; ask for several reports")
      }
      guard summaryIndexes.updateValue(summaries.count, forKey: summary.id) == nil else {
        throw (record["SummaryRecordId"] ?? record.type).error("there is a summary of this id above already")
      }
      summaries.append(summary)
    case (.footer, .body(let head)):
      try footer(record, "NumberOfLinesInReport", is: line)
      try footer(record, "NumberOfSummaryRecords", is: summaries.count)
      stage = .end(head)
    default:
      throw misplaced(record)
    }
  }

  private func misplaced(_ record: Record) -> CellError {
    switch stage {
    case .start: record.type.error("the first record must be HEAD")
    case .body: record.type.error("\(record.shape.type) stands here a second time; was the file put together from two?")
    case .end: record.type.error("a record stands behind the footer; was the file put together from two?")
    }
  }

  private func footer(_ record: Record, _ name: String, is found: Int) throws(CellError) {
    guard let cell = record[name], !cell.isEmpty else {
      throw record.type.error("there is no \(name); was the line cut?")
    }
    guard try Figures.units(cell, allowsZeroDecimals: false) == Int64(found) else {
      throw cell.error(
        "the footer says \(cell.quoted), but there are \(found); the file is not whole, ask for it again")
    }
    checked.append(.init(name: "SRFO \(name)", count: 1))
  }

  /// Compares the summaries with their sales.
  private func close() throws(ReportError) {
    var compared = (usages: 0, revenues: 0)
    for summary in summaries {
      let found = try summary.check()
      compared.usages += found.usages
      compared.revenues += found.revenues
    }
    checked.append(.init(name: "SR08 NetUsage = TotalUsages - Returns", count: totals.rows))
    checked.append(.init(name: "SY10 usages", count: compared.usages))
    checked.append(.init(name: "SY10 revenue", count: compared.revenues))
  }

  func finish(lines: Int) throws -> ReportSummary {
    guard case .end(let head) = stage else {
      throw ReportError(line: lines, reason: "the footer SRFO is missing: the file was cut; ask for it again")
    }
    let sold = Set(summaries.filter { $0.sales > 0 }.map(\.country))
    return ReportSummary(
      format: format.name, sender: head.sender, messageID: head.messageID, lines: lines, rows: totals.rows,
      adjustments: totals.adjustments, units: totals.units, totals: totals.amounts,
      rounding: totals.moved, days: head.days,
      declaredCountries: Set(summaries.map(\.country)).subtracting(sold), controlTotals: checked, ignoredColumns: [],
      unreadableBarcodes: unreadableBarcodes, money: totals.money(TableFacts()), account: head.context.platform,
      facts: TableFacts(), dealRecords: deals,
      statedTotals: summaries.map(\.stated))
  }

  private func refusal(_ error: CellError, _ shape: RecordShape?, line: Int) -> ReportError {
    let names = shape?.cells ?? []
    return ReportError(
      line: line, column: error.place > 0 && error.place < names.count ? names[error.place] : nil, reason: error.reason)
  }
}
