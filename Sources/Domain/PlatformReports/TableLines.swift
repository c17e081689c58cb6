import Money
import Plays

/// Reads the lines of a table: what stands above its header, its rows, and the totals below.
final class TableLines: LineReader {
  private enum Stage { case preamble, rows, footers }

  private let format: ReportFormat
  private let layout: TableLayout
  private let dialect: Dialect
  private let take: (ReportRow) throws -> Void
  private let takeApart: (RowApart) throws -> Void
  private let fields = Fields()
  private var stage = Stage.preamble
  private var above: TablePreamble
  private var header: Header?
  private var rows: TableRows?
  private var totals = RowTotals()
  /// True if the file says that nothing was earned.
  private var saysNothing = false
  private var checked: [ReportSummary.ControlTotal] = []
  /// No label of a footer is shorter.
  private let shortestFooter: Int

  init(
    _ format: ReportFormat, _ layout: TableLayout, _ dialect: Dialect, file name: String, statement: Period?,
    take: @escaping (ReportRow) throws -> Void, apart: @escaping (RowApart) throws -> Void
  ) throws(ReportError) {
    self.format = format
    self.layout = layout
    self.dialect = dialect
    self.take = take
    takeApart = apart
    above = try TablePreamble(layout, file: name, statement: statement)
    shortestFooter = layout.footers.flatMap(\.names).map(\.utf8.count).min() ?? .max
  }

  func read(_ line: UnsafeRawBufferPointer, number: Int) throws {
    guard !line.isEmpty else { return }
    do throws(CellError) {
      try fields.split(line, dialect, isLatin: format.isLatin)
    } catch {
      let names = header?.names ?? []
      throw ReportError(
        line: number, column: error.place < names.count ? names[error.place] : nil, reason: error.reason)
    }
    switch stage {
    case .preamble: try readAbove(number: number)
    case .rows:
      if isFooter() {
        stage = .footers
        try readFooter(line: number)
      } else if isNothingEarned() {
        saysNothing = true
      } else if let row = try rows!.row(line: number) {
        try totals.add(row)
        try take(row)
      } else {
        for row in rows!.takeApart() {
          totals.add(row)
          try takeApart(row)
        }
      }
    case .footers:
      guard isFooter() else {
        throw ReportError(line: number, reason: "a row stands below the totals; was the file put together from two?")
      }
      try readFooter(line: number)
    }
  }

  private func readAbove(number: Int) throws(ReportError) {
    if layout.hasLabels {
      if try above.read(fields, line: number) { return }
    } else if layout.headerWithin > 1, number < layout.headerWithin, !format.isHeader(fields) {
      return try above.readPlaces(fields, line: number)
    }
    try above.checkPlaces(line: number)
    let header = try Header(fields, layout, line: number)
    if !layout.untold.isEmpty { throw format.untold(layout.untold, line: number) }
    self.header = header
    rows = TableRows(header, layout, above, fields)
    stage = .rows
  }

  func finish(lines: Int) throws -> ReportSummary {
    try summary(lines: lines, isWhole: true)
  }

  static func noRows(line: Int) -> ReportError {
    ReportError(line: line, reason: "the file has no rows; was it cut? Leave out a report that says nothing")
  }

  /// Totals of what was read.
  ///
  /// - Parameter isWhole: true if nothing else of the file has rows; a sheet that is one of several may have none.
  func summary(lines: Int, isWhole: Bool) throws(ReportError) -> ReportSummary {
    guard let header, var facts = rows?.facts, let unreadable = rows?.unreadableBarcodes else {
      throw ReportError(line: lines, reason: "the file ends before its header; was it cut?")
    }
    if totals.rows == 0, isWhole { try checkEmpty(&facts, line: lines) }
    guard totals.rows == 0 || !saysNothing else {
      throw ReportError(line: lines, reason: "the file says that nothing was earned, and has \(totals.rows) rows")
    }
    return ReportSummary(
      format: format.name, sender: nil, messageID: nil, lines: lines, rows: totals.rows,
      adjustments: totals.adjustments, units: totals.units, totals: totals.amounts, rounding: totals.moved,
      days: above.days, declaredCountries: [], controlTotals: checked, ignoredColumns: header.ignored,
      unreadableBarcodes: unreadable, money: totals.money(facts), account: format.account,
      facts: facts)
  }

  /// A statement without a row counts for its month. One that does not tell any may have been cut.
  private func checkEmpty(_ facts: inout TableFacts, line: Int) throws(ReportError) {
    guard let month = above.statement ?? above.period ?? facts.statements?.upperBound else {
      throw ReportError(
        line: line,
        reason: "the file has no rows; was it cut? If nothing was earned, say of which month it is a statement "
          + "(--statement YYYY-MM)")
    }
    facts.add(statement: month)
  }

  private func isNothingEarned() -> Bool {
    guard !layout.nothingEarned.isEmpty else { return false }
    let text = Header.normal(fields[0].text)
    return layout.nothingEarned.contains {
      let expected = Header.normal($0)
      return expected.hasSuffix("*") ? text.hasPrefix(expected.dropLast()) : text == expected
    }
  }

  /// A label of a footer is no value that a first column can have.
  private func isFooter() -> Bool {
    guard fields[0].bytes.count >= shortestFooter else { return false }
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
      let cell = fields.isNumber(1) ? fields[1] : try Numerals(layout.numbers).plain(fields[1])
      switch footer.meaning {
      case .rows:
        isRight = try Figures.units(cell, allowsZeroDecimals: true) == Int64(totals.rows)
        found = String(totals.rows)
      case .units:
        isRight = try Figures.total(cell) == FineAmount(Amount(pico: Int128(totals.units) * Amount.scale))
        found = String(totals.units)
      case .amount:
        // As the rows were written, before any was rounded.
        guard let exact = totals.exact else {
          throw fields[1].error("the rows are in several currencies, of which one total says nothing")
        }
        let off = try Figures.total(cell) - exact
        let most = FineAmount(footer.tolerance)
        isRight = !(most - off).isNegative && !(most + off).isNegative
        found = exact.description
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
