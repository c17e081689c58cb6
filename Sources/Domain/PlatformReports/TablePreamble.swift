import Money
import Plays

/// Cells above the header, which speak of all rows.
struct TablePreamble {
  private let cells: [TableLayout.Preamble]
  private let hasLabels: Bool
  private var next = 0
  private var placesRead = 0
  private var first: Day?
  private(set) var days: ClosedRange<Day>?
  private(set) var period: Period?
  private(set) var platform: String?
  private(set) var currency: Currency?
  private(set) var statement: Period?

  /// - Parameters:
  ///   - name: of the file, which may tell months.
  ///   - told: the month of the statement, as somebody says, where the file does not tell.
  init(_ layout: TableLayout, file name: String, statement told: Period?) throws(ReportError) {
    cells = layout.preamble
    hasLabels = layout.hasLabels
    currency = layout.currency
    platform = layout.platform
    // Rows have months of their own; a statement that is not told is none.
    statement = layout.statementInName.match(name)?.period ?? told
    guard !layout.monthInName.isEmpty else { return }
    period = layout.monthInName.match(name)?.period
    guard period != nil else {
      throw ReportError(
        line: 1,
        reason: "the name of the file tells its month in this format: \(layout.monthInName.words); "
          + "\(SafeText.quoted(name)) does not; give the file the name that its sender gave it")
    }
  }

  /// Reads a line above the header.
  ///
  /// - Returns: `false` where all were read before: the line is the header.
  mutating func read(_ fields: Fields, line: Int) throws(ReportError) -> Bool {
    hasLabels ? try readLabel(fields, line: line) : false
  }

  /// - Parameter line: the header's.
  /// - Throws: `ReportError` where a cell above it was not there.
  func checkPlaces(line: Int) throws(ReportError) {
    guard !hasLabels, placesRead < cells.count else { return }
    let last = cells.compactMap { $0.place?.line }.max() ?? 0
    throw ReportError(
      line: line,
      reason: "the header stands here, but line \(last) above it tells what holds for all rows; is a line missing?")
  }

  /// Reads the cells of a line that is known to be above the header.
  mutating func readPlaces(_ fields: Fields, line: Int) throws(ReportError) {
    for expected in cells {
      guard let place = expected.place, place.line == line else { continue }
      guard place.cell <= fields.count else {
        throw ReportError(
          line: line, reason: "there is no cell \(place.cell), which tells the \(expected.meaning.rawValue)")
      }
      try take(fields[place.cell - 1], expected, nil, line)
      placesRead += 1
    }
  }

  private mutating func readLabel(_ fields: Fields, line: Int) throws(ReportError) -> Bool {
    guard next < cells.count else { return false }
    let expected = cells[next]
    next += 1
    let label = fields[0].text
    guard expected.names.contains(where: { Header.normal($0) == Header.normal(label) }) else {
      throw ReportError(
        line: line,
        reason: "expected \"\(expected.names[0])\" and its value, found \(fields[0].quoted); is a line missing?")
    }
    // A spreadsheet fills short lines up with empty cells.
    guard fields.count > 1, (2..<fields.count).allSatisfy({ fields[$0].isEmpty }) else {
      throw ReportError(line: line, column: label, reason: "expected one value behind the label")
    }
    try take(fields[1], expected, label, line)
    return true
  }

  private mutating func take(
    _ cell: Cell, _ expected: TableLayout.Preamble, _ label: String?, _ line: Int
  ) throws(ReportError) {
    func error(_ reason: String) -> ReportError { ReportError(line: line, column: label, reason: reason) }
    switch expected.meaning {
    case .firstDay: first = try day(cell, expected, error)
    case .lastDay:
      let last = try day(cell, expected, error)
      guard let first, first <= last, let period = DayRange.period(first...last) else {
        throw error(
          "the report is not for a month: it must end after it begins, and cover at most "
            + "\(DayRange.maximumDays) days")
      }
      days = first...last
      self.period = period
    case .month, .statement:
      guard let month = expected.dates.match(cell.text)?.period else {
        throw error("\(cell.quoted) is not a month, which this format writes as \(expected.dates.words)")
      }
      if expected.meaning == .month { period = month } else { statement = month }
    case .platform:
      guard let code = StoreNames.code(cell.text) else { throw error("\(cell.quoted) is not the name of a service") }
      platform = code
    case .currency:
      guard let known = Currency(cell.text) else { throw error("\(cell.quoted) is not a currency of ISO 4217") }
      currency = known
    }
  }

  private func day(
    _ cell: Cell, _ expected: TableLayout.Preamble, _ error: (String) -> ReportError
  ) throws(ReportError) -> Day {
    guard let day = expected.dates.match(cell.text)?.date else {
      throw error(
        "\(cell.quoted) is not a day, which this format writes as \(expected.dates.words) (M is the month, D the day)")
    }
    return day
  }
}
