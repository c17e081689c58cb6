import Money
import Plays

/// Reads the lines of a table: what stands above its header, its rows, and the totals below.
final class TableLines: LineReader {
  private enum Stage { case preamble, rows(Header), footers(Header) }

  private let format: ReportFormat
  private let layout: TableLayout
  private let take: (ReportRow) throws -> Void
  private let fields = Fields()
  private var stage = Stage.preamble
  private var above: TablePreamble
  private var cells: CellReader
  private var totals = RowTotals()
  private var unreadableBarcodes = 0
  private var checked: [ReportSummary.ControlTotal] = []

  init(_ format: ReportFormat, _ layout: TableLayout, take: @escaping (ReportRow) throws -> Void) {
    self.format = format
    self.layout = layout
    self.take = take
    above = TablePreamble(layout)
    cells = CellReader(territories: layout.territories)
  }

  func read(_ line: UnsafeRawBufferPointer, number: Int) throws {
    guard !line.isEmpty else { return }
    do throws(CellError) {
      try fields.split(line, delimiter: format.delimiter, isQuoted: format.isQuoted)
    } catch {
      throw refusal(error, line: number)
    }
    switch stage {
    case .preamble:
      if try above.read(fields, line: number) { return }
      stage = .rows(try Header(fields, layout, line: number))
    case .rows(let header):
      if isFooter() {
        stage = .footers(header)
        try readFooter(line: number)
      } else {
        let row = try row(header, line: number)
        try totals.add(row)
        try take(row)
      }
    case .footers:
      guard isFooter() else {
        throw ReportError(line: number, reason: "a row stands below the totals; was the file put together from two?")
      }
      try readFooter(line: number)
    }
  }

  func finish(lines: Int) throws -> ReportSummary {
    guard case .preamble = stage else {
      guard totals.rows > 0 else {
        throw ReportError(line: lines, reason: "the file has no rows; was it cut? Leave out a report that says nothing")
      }
      return ReportSummary(
        format: format.name, sender: nil, messageID: nil, lines: lines, rows: totals.rows,
        adjustments: totals.adjustments, units: totals.units, totals: totals.amounts, days: above.days,
        declaredCountries: [], controlTotals: checked, ignoredColumns: header.ignored,
        unreadableBarcodes: unreadableBarcodes)
    }
    throw ReportError(line: lines, reason: "the file ends before its header; was it cut?")
  }

  private var header: Header! {
    switch stage {
    case .preamble: nil
    case .rows(let header), .footers(let header): header
    }
  }

  private func row(_ header: Header, line: Int) throws(ReportError) -> ReportRow {
    guard fields.count == header.names.count else {
      throw ReportError(
        line: line,
        reason: "\(fields.count) fields, but the header names \(header.names.count)"
          + (fields.count < header.names.count ? "; was the file cut here?" : "; is a field with a delimiter unquoted?")
      )
    }
    do throws(CellError) {
      return try read(header, line: line)
    } catch {
      throw refusal(error, line: line)
    }
  }

  private func read(_ header: Header, line: Int) throws(CellError) -> ReportRow {
    func cell(_ meaning: TableLayout.Meaning) -> Cell? {
      let place = header[meaning]
      return place < 0 ? nil : fields[place]
    }
    // The header has every column that is required, and the preamble stands for those that a format has not at all.
    let period = try cell(.period).map { (cell) throws(CellError) in try cells.period(cell) } ?? above.period!
    let platform: String
    if let cell = cell(.platform) {
      platform = try cells.platform(cell)
    } else if let cell = cell(.store) {
      platform = try cells.store(cell)
    } else {
      platform = above.platform!
    }
    let country = try cells.country(fields[header[.country]])
    let tier = try cell(.tier).flatMap { (cell) throws(CellError) in try cells.tier(cell) }
    let isrc = try cell(.isrc).flatMap { (cell) throws(CellError) in try cells.isrc(cell) }
    let id = try cell(.externalID).flatMap { (cell) throws(CellError) in
      try cells.id(cell, namespace: layout.namespace.isEmpty ? platform : layout.namespace)
    }
    var upc: GTIN?
    if let cell = cell(.upc), !cell.isEmpty {
      upc = cells.barcode(cell)
      if upc == nil {
        guard isrc != nil || id != nil else {
          throw cell.error(
            "\(cell.quoted) is not a barcode (12 to 14 digits, the last a check digit), nor is there an ISRC")
        }
        unreadableBarcodes += 1
      }
    }
    guard isrc != nil || upc != nil || id != nil else {
      throw fields[header[.isrc]].error("the row says neither which recording nor which release it is for")
    }
    let units = try Figures.units(fields[header[.units]], allowsZeroDecimals: false)
    let amount = Amount(pico: try Figures.pico(fields[header[.amount]]))
    let currency = try cell(.currency).map { (cell) throws(CellError) in try cells.currency(cell) } ?? above.currency!
    return ReportRow(
      line: line, period: period, days: above.days, platform: platform, country: country, tier: tier, isrc: isrc,
      upc: upc, externalID: id, units: units, amount: amount, currency: currency)
  }

  private func refusal(_ error: CellError, line: Int) -> ReportError {
    let names = header?.names ?? []
    return ReportError(
      line: line, column: error.place < names.count ? names[error.place] : nil, reason: error.reason)
  }

  /// A label of a footer is no value that a first column can have.
  private func isFooter() -> Bool {
    guard !layout.footers.isEmpty, fields[0].bytes.count >= 9 else { return false }
    return footer(Header.normal(fields[0].text)) != nil
  }

  private func footer(_ name: String) -> TableLayout.Footer? {
    layout.footers.first { $0.names.contains { Header.normal($0) == name } }
  }

  private func readFooter(line: Int) throws {
    let label = fields[0].text
    let footer = footer(Header.normal(label))!
    guard fields.count > 1 else { throw ReportError(line: line, column: label, reason: "the total is missing") }
    let isRight: Bool
    let found: String
    do throws(CellError) {
      switch footer.meaning {
      case .rows:
        isRight = try Figures.units(fields[1], allowsZeroDecimals: true) == Int64(totals.rows)
        found = String(totals.rows)
      case .units:
        isRight = try Figures.total(fields[1]) == Int128(totals.units) * Amount.scale
        found = String(totals.units)
      case .amount:
        let sum = totals.amounts[above.currency!]
        isRight = try Figures.total(fields[1]) == sum.pico
        found = sum.description
      }
    } catch {
      throw ReportError(line: line, column: label, reason: error.reason)
    }
    guard isRight else {
      throw ReportError(
        line: line, column: label,
        reason: "the file says \(fields[1].quoted), but its rows come to \(found); ask for it again")
    }
    let total = SafeText.cut(label)
    guard !checked.contains(where: { $0.name == total }) else {
      throw ReportError(
        line: line, column: label, reason: "this total stands twice; was the file put together from two?")
    }
    checked.append(.init(name: total, count: 1))
  }
}
