import Money
import Plays

/// Reads the rows of a table whose header is known.
struct TableRows {
  let header: Header
  let layout: TableLayout
  private let above: TablePreamble
  let fields: Fields
  private let numerals: Numerals
  private var cells: CellReader
  private var skipped: RowRules
  private var transfers: RowRules
  private var returns: RowRules
  private var replacesUnits: RowRules
  var statements = Memo<Period?>(maximum: 1 << 8)
  private var firstDays = Memo<Day>(maximum: 1 << 10)
  private var lastDays = Memo<Day>(maximum: 1 << 10)
  var monetisation = Memo<Monetisation?>(maximum: 1 << 8)
  var origins = Memo<Origin?>(maximum: 1 << 8)
  var words = Memo<String?>(maximum: 1 << 12)
  var facts = TableFacts()
  /// Rows kept apart since they were last taken.
  private(set) var apart: [RowApart] = []
  private(set) var unreadableBarcodes = 0
  /// Places of columns whose text belongs behind that of another; -1 where there is none.
  let behindMonth, behindStatement, behindID: Int
  /// True if there is anything to look at beside the cells of a row.
  private let hasFacts: Bool
  private let hasRules: Bool
  private let hasWords: Bool
  /// A bit for each meaning whose empty cells are zero.
  private let zeroWhereEmpty: UInt32

  init(_ header: Header, _ layout: TableLayout, _ above: TablePreamble, _ fields: Fields) {
    self.header = header
    self.layout = layout
    self.above = above
    self.fields = fields
    numerals = Numerals(layout.numbers)
    cells = CellReader(layout.values)
    skipped = RowRules(layout.skipped, header)
    transfers = RowRules(layout.transfers, header)
    returns = RowRules(layout.returns, header)
    replacesUnits = RowRules(layout.replacesUnits, header)
    zeroWhereEmpty = layout.columns.reduce(0) { bits, column in
      column.isZeroWhereEmpty ? bits | 1 << UInt32(column.meaning?.place ?? 31) : bits
    }
    func behind(_ meaning: TableLayout.Meaning) -> Int {
      layout.column(meaning)?.joinedWith.flatMap { header.place(of: $0) } ?? -1
    }
    (behindMonth, behindStatement, behindID) = (behind(.month), behind(.statement), behind(.externalID))
    hasWords = header[.title] >= 0 || header[.artist] >= 0
    hasRules = !skipped.isEmpty || !transfers.isEmpty
    hasFacts = [.statement, .gross, .fee, .monetisation, .origin].contains { header[$0] >= 0 }
    if let statement = above.statement { facts.add(statement: statement) }
  }

  /// Reads the fields of a line.
  ///
  /// - Returns: `nil` for a row that the format leaves out, or keeps apart.
  mutating func row(line: Int) throws(ReportError) -> ReportRow? {
    fields.fill(to: header.names.count)
    if hasRules, let rule = skipped.match(fields) {
      // What the row of another kind has in its cells is no mistake of the file.
      let money = fields.count == header.names.count ? try? money() : nil
      setApart(RowApart(line: line, kind: .leftOut, rule: rule, amount: money?.amount, currency: money?.currency))
      return nil
    }
    guard fields.count == header.names.count else {
      throw ReportError(
        line: line,
        reason: "\(fields.count) fields, but the header names \(header.names.count)"
          + (fields.count < header.names.count ? "; was the file cut here?" : "; is a field with a delimiter unquoted?")
      )
    }
    do throws(CellError) {
      let rule = layout.isPassedOn ? "its sheet" : hasRules ? transfers.match(fields) : nil
      if let rule {
        let money = try money()
        setApart(
          RowApart(line: line, kind: .transfer, rule: rule, amount: money.amount, currency: money.currency))
        return nil
      }
      return try read(line: line)
    } catch {
      throw ReportError(
        line: line, column: error.place < header.names.count ? header.names[error.place] : nil, reason: error.reason)
    }
  }

  mutating func takeApart() -> [RowApart] {
    defer { apart.removeAll(keepingCapacity: true) }
    return apart
  }

  /// The cell of a meaning; `nil` where the file has no such column. Excel's `="0123"` is 0123.
  @inline(__always)
  func cell(_ meaning: TableLayout.Meaning) -> Cell? {
    let place = header[meaning]
    if place < 0 { return nil }
    let cell = fields[place]
    guard cell.bytes.count >= 3, cell.bytes[0] == UInt8(ascii: "="), cell.bytes[1] == 0x22, cell.bytes.last == 0x22
    else { return cell }
    return Cell(bytes: UnsafeRawBufferPointer(rebasing: cell.bytes[2..<(cell.bytes.count - 1)]), place: place)
  }

  /// The same for a code, which may be told to be nothing.
  @inline(__always)
  private func code(_ meaning: TableLayout.Meaning) -> Cell? {
    guard let cell = cell(meaning), !cell.isEmpty else { return nil }
    if layout.values.nothing.isEmpty || cell.bytes.count > 16 { return cell }
    return layout.values.nothing.contains(cell.text.uppercased()) ? nil : cell
  }

  private mutating func read(line: Int) throws(CellError) -> ReportRow {
    let (period, days) = try period()
    let platform = try platform()
    let country = try cell(.country).map { (cell) throws(CellError) in try cells.country(cell) } ?? layout.country!
    let tier = try code(.tier).flatMap { (cell) throws(CellError) in try cells.tier(cell) } ?? layout.tier
    let isrc = try code(.isrc).flatMap { (cell) throws(CellError) in try cells.isrc(cell) }
    let id = try code(.externalID).flatMap { (cell) throws(CellError) in
      let id = try cells.id(cell, namespace: layout.namespace.isEmpty ? platform : layout.namespace)
      return behindID < 0 ? id : "\(id ?? "") / \(try CellReader.name(fields[behindID], "title"))"
    }
    let upc = try barcode(isKnown: isrc != nil || id != nil)
    guard isrc != nil || upc != nil || id != nil else {
      throw CellError(
        place: [header[.isrc], header[.externalID], header[.upc]].first { $0 >= 0 } ?? 0,
        reason: "the row says neither which recording nor which release it is for")
    }
    let units = try units()
    var moved = FineAmount.zero
    let amount = try money(.amount, &moved)!
    let currency = try currency()
    var row = ReportRow(
      line: line, period: period, days: days, platform: platform, country: country, tier: tier, isrc: isrc,
      upc: upc, externalID: id, units: units, amount: amount, moved: moved, currency: currency,
      statement: above.statement)
    if hasFacts { try look(&row) }
    if hasWords { (row.title, row.artist) = (words(.title), words(.artist)) }
    return row
  }

  private mutating func period() throws(CellError) -> (Period, ClosedRange<Day>?) {
    if layout.isMonthOfStatement { return (try monthOfStatement(), above.days) }
    if let cell = cell(.month) {
      return behindMonth < 0
        ? (try cells.month(cell, layout.column(.month)!), above.days)
        : (try joined(cell, behindMonth, layout.column(.month)!), above.days)
    }
    guard let start = cell(.firstDay), let end = cell(.lastDay) else { return (above.period!, above.days) }
    let first = try Self.day(start, layout.column(.firstDay)!, &firstDays)
    let last = try Self.day(end, layout.column(.lastDay)!, &lastDays)
    guard first <= last, let period = DayRange.period(first...last) else {
      throw end.error(
        "the row is not of a month: it must end after it begins, and cover at most \(DayRange.maximumDays) days")
    }
    // Four weeks or more that are no calendar month are one of a fiscal calendar; what is shorter is a part of a month.
    let isFiscal = last.number - first.number >= 27 && !DayRange.isCalendarMonth(first...last)
    return (period, isFiscal ? first...last : nil)
  }

  /// A month that stands in two cells.
  func joined(_ cell: Cell, _ behind: Int, _ column: TableLayout.Column) throws(CellError) -> Period {
    let text = "\(cell.text) \(fields[behind].text)"
    guard let period = column.dates.match(text)?.period else {
      throw cell.error(
        "\(SafeText.quoted(text)) is not a month, which this format writes as \(column.dates.words) in two cells")
    }
    return period
  }

  private func monthOfStatement() throws(CellError) -> Period {
    guard let cell = cell(.statement) else { return above.statement! }
    let column = layout.column(.statement)!
    if behindStatement >= 0 { return try joined(cell, behindStatement, column) }
    guard let period = column.dates.match(cell.text)?.period else {
      throw cell.error("\(cell.quoted) is not a month, which this format writes as \(column.dates.words)")
    }
    return period
  }

  private static func day(
    _ cell: Cell, _ column: TableLayout.Column, _ known: inout Memo<Day>
  ) throws(CellError) -> Day {
    if let day = known.find(cell.bytes) { return day }
    guard let day = column.dates.match(cell.text)?.date else {
      throw cell.error("\(cell.quoted) is not a day, which this format writes as \(column.dates.words)")
    }
    known.keep(day, for: cell.bytes)
    return day
  }

  private mutating func platform() throws(CellError) -> String {
    if let cell = cell(.platform) { return try cells.platform(cell) }
    if let cell = cell(.store) { return try cells.store(cell) }
    return above.platform!
  }

  private mutating func currency() throws(CellError) -> Currency {
    if let cell = cell(.currency) { return try cells.currency(cell) }
    guard let currency = header.currency ?? above.currency else {
      throw CellError(place: header[.amount], reason: "neither a column nor its name tells the currency")
    }
    return currency
  }

  private mutating func barcode(isKnown: Bool) throws(CellError) -> GTIN? {
    guard let cell = code(.upc) else { return nil }
    if let upc = cells.barcode(cell, padding: true) { return upc }
    guard isKnown else {
      throw cell.error(
        "\(cell.quoted) is not a barcode (12 to 14 digits, the last a check digit), nor is there an ISRC")
    }
    unreadableBarcodes += 1
    return nil
  }

  private mutating func units() throws(CellError) -> Int64 {
    func read(_ meaning: TableLayout.Meaning) throws(CellError) -> Int64? {
      guard let cell = cell(meaning) else { return nil }
      if cell.isEmpty, zeroWhereEmpty & 1 << UInt32(meaning.place) != 0 { return 0 }
      return try Figures.units(plain(cell), allowsZeroDecimals: layout.numbers.allowsZeroDecimals)
    }
    var units: Int64
    if header[.otherUnits] < 0 {
      units = try read(.units)!
    } else if layout.replacesUnits.isEmpty {
      // Each is 10^12 at most.
      units = try read(.units)! + read(.otherUnits)!
    } else {
      units = try read(replacesUnits.match(fields) != nil ? .otherUnits : .units)!
    }
    if !returns.isEmpty, units > 0, returns.match(fields) != nil { units.negate() }
    return units
  }

  /// - Returns: `nil` where the file has no such column.
  func money(_ meaning: TableLayout.Meaning, _ moved: inout FineAmount) throws(CellError) -> Amount? {
    guard let cell = cell(meaning) else { return nil }
    if cell.isEmpty, zeroWhereEmpty & 1 << UInt32(meaning.place) != 0 { return .zero }
    return Amount(pico: try Figures.pico(plain(cell), moved: &moved))
  }

  @inline(__always)
  private func plain(_ cell: Cell) throws(CellError) -> Cell {
    fields.isNumber(cell.place) ? cell : try numerals.plain(cell)
  }

  /// The money of a row as it is written.
  private mutating func money() throws(CellError) -> (amount: FineAmount, currency: Currency) {
    var moved = FineAmount.zero
    let amount = try money(.amount, &moved)!
    return (FineAmount(amount) - moved, try currency())
  }

  private mutating func setApart(_ row: RowApart) {
    switch row.kind {
    case .transfer: facts.transfers += 1
    case .leftOut: facts.leftOut += 1
    }
    apart.append(row)
  }
}
