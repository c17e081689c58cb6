import Money
import Plays

/// Lines above the header, which speak of all rows.
struct TablePreamble {
  private let lines: [TableLayout.Preamble]
  private var next = 0
  private var first: Day?
  private(set) var days: ClosedRange<Day>?
  private(set) var period: Period?
  private(set) var platform: String?
  private(set) var currency: Currency?

  init(_ layout: TableLayout) {
    lines = layout.preamble
    currency = layout.currency.flatMap { Currency($0) }
  }

  /// Reads one of them.
  ///
  /// - Returns: `false` where all were read before: the line is the header.
  mutating func read(_ fields: Fields, line: Int) throws(ReportError) -> Bool {
    guard next < lines.count else { return false }
    let expected = lines[next]
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
    let cell = fields[1]
    switch expected.meaning {
    case .firstDay: first = try day(cell, label, line)
    case .lastDay: try close(try day(cell, label, line), label, line)
    case .platform:
      guard let code = StoreNames.code(cell.text) else {
        throw ReportError(line: line, column: label, reason: "\(cell.quoted) is not the name of a service")
      }
      platform = code
    case .currency:
      guard let known = Currency(cell.text) else {
        throw ReportError(line: line, column: label, reason: "\(cell.quoted) is not a currency of ISO 4217")
      }
      currency = known
    }
    return true
  }

  private func day(_ cell: Cell, _ label: String, _ line: Int) throws(ReportError) -> Day {
    guard let day = DayRange.american(cell.text) else {
      throw ReportError(
        line: line, column: label, reason: "\(cell.quoted) is not a day such as 10/31/2026 (month, day, year)")
    }
    return day
  }

  private mutating func close(_ last: Day, _ label: String, _ line: Int) throws(ReportError) {
    guard let first, first <= last, let period = DayRange.period(first...last) else {
      throw ReportError(
        line: line, column: label,
        reason: "the report is not for a month: it must end after it begins, and cover at most "
          + "\(DayRange.maximumDays) days")
    }
    days = first...last
    self.period = period
  }
}
