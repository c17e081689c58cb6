import Money
import Plays

/// Meaning of cells, understood once for every spelling that repeats. It keeps 30 MB at most, for files that name
/// hundreds of thousands of recordings, and a few kilobytes for small ones.
struct CellReader {
  /// Bytes of a tier, a platform or an id.
  static let maximumNameBytes = 256

  private var periods = Memo<Period>(maximum: 1 << 10)
  private var platforms = Memo<String>(maximum: 1 << 10)
  private var stores = Memo<String>(maximum: 1 << 10)
  private var countries = Memo<Country>(maximum: 1 << 10)
  private var tiers = Memo<String>(maximum: 1 << 10)
  private var currencies = Memo<Currency>(maximum: 1 << 10)
  private var isrcs = Memo<ISRC>(maximum: 1 << 18)
  private var barcodes = Memo<GTIN>(maximum: 1 << 16)
  private var dates = Memo<Period>(maximum: 1 << 10)
  private var ids = Memo<(namespace: String, id: String)>(maximum: 1 << 17)
  private let values: ValueMaps

  /// - Parameter territories: spellings besides those of `Country`.
  init(territories: [String: String]) {
    values = ValueMaps(territories: territories)
  }

  /// - Parameter values: spellings that the format has beside the usual ones.
  init(_ values: ValueMaps) {
    self.values = values
  }

  /// A month in one of the ways in which a column has it.
  mutating func month(_ cell: Cell, _ meant: @autoclosure () -> TableLayout.Column) throws(CellError) -> Period {
    if let known = periods.find(cell.bytes) { return known }
    let column = meant()
    guard let period = column.dates.match(cell.text)?.period else {
      throw cell.error(
        column.dates.count == 1 && column.dates[0].text == "YYYY-MM"
          ? "\(cell.quoted) is not a month such as 2026-10"
          : "\(cell.quoted) is not a date, which this format writes as \(column.dates.words)")
    }
    periods.keep(period, for: cell.bytes)
    return period
  }

  /// The month of a date of ISO 8601.
  ///
  /// - Returns: `nil` for an empty cell, and for a year: it does not say the month.
  mutating func date(_ cell: Cell) throws(CellError) -> Period? {
    if cell.isEmpty { return nil }
    if let known = dates.find(cell.bytes) { return known }
    guard let days = DayRange.iso(cell.text) else {
      throw cell.error("\(cell.quoted) is not a date such as 2026-10-31 or 2026-10")
    }
    guard let period = DayRange.period(days) else { return nil }
    dates.keep(period, for: cell.bytes)
    return period
  }

  /// A platform by its code.
  mutating func platform(_ cell: Cell) throws(CellError) -> String {
    if let known = platforms.find(cell.bytes) { return known }
    let code = Market.code(try Self.name(cell, "platform"))
    platforms.keep(code, for: cell.bytes)
    return code
  }

  /// A platform by the name that it has in a shop window.
  mutating func store(_ cell: Cell) throws(CellError) -> String {
    if let known = stores.find(cell.bytes) { return known }
    let name = try Self.name(cell, "store")
    guard let code = values.stores[name.uppercased()] ?? StoreNames.code(name) else {
      throw cell.error("\(cell.quoted) has no letter of A to Z to make a platform's code of")
    }
    stores.keep(code, for: cell.bytes)
    return code
  }

  mutating func country(_ cell: Cell) throws(CellError) -> Country {
    if let known = countries.find(cell.bytes) { return known }
    let text = cell.text
    guard let country = Country(values.territories[text.uppercased()] ?? text) else {
      throw cell.error(
        cell.isEmpty
          ? "there is no country; write ZZ where it is unknown"
          : "\(cell.quoted) is not a country: an ISO 3166-1 code, an English name, WW for worldwide or ZZ for unknown")
    }
    countries.keep(country, for: cell.bytes)
    return country
  }

  /// - Returns: `nil` for an empty cell: the row does not tell its tier.
  mutating func tier(_ cell: Cell) throws(CellError) -> String? {
    if cell.isEmpty { return nil }
    if let known = tiers.find(cell.bytes) { return known }
    let name = try Self.name(cell, "tier")
    let code = Market.code(values.tiers[name.uppercased()] ?? name)
    tiers.keep(code, for: cell.bytes)
    return code
  }

  mutating func currency(_ cell: Cell) throws(CellError) -> Currency {
    if let known = currencies.find(cell.bytes) { return known }
    let text = cell.text
    guard let currency = Currency(values.currencies[text.uppercased()] ?? text) else {
      throw cell.error(cell.isEmpty ? "there is no currency" : "\(cell.quoted) is not a currency of ISO 4217")
    }
    currencies.keep(currency, for: cell.bytes)
    return currency
  }

  /// - Returns: `nil` for an empty cell.
  mutating func isrc(_ cell: Cell) throws(CellError) -> ISRC? {
    if cell.isEmpty { return nil }
    if let known = isrcs.find(cell.bytes) { return known }
    guard let isrc = Self.values(cell).lazy.compactMap({ ISRC($0) }).first, !cell.bytes.contains(UInt8(ascii: "|"))
    else {
      throw cell.error("\(cell.quoted) is not an ISRC: two letters, three letters or digits, seven digits")
    }
    isrcs.keep(isrc, for: cell.bytes)
    return isrc
  }

  /// - Returns: `nil` for what is not a barcode. It only says again which release a known recording is on, so it is no
  ///   reason to refuse a report.
  ///
  /// - Parameter padding: true where a spreadsheet may have taken away the leading zero of twelve digits.
  mutating func barcode(_ cell: Cell, padding: Bool = false) -> GTIN? {
    if let known = barcodes.find(cell.bytes) { return known }
    let isShort = padding && cell.bytes.count == 11
    guard let barcode = isShort ? GTIN("0" + cell.text) : Self.values(cell).lazy.compactMap({ GTIN($0) }).first
    else { return nil }
    barcodes.keep(barcode, for: cell.bytes)
    return barcode
  }

  /// An id with its namespace. DDEX writes one that the id brings along as `ns::id`.
  ///
  /// - Returns: `nil` for an empty cell.
  mutating func id(_ cell: Cell, namespace: String) throws(CellError) -> String? {
    if cell.isEmpty { return nil }
    if let known = ids.find(cell.bytes), known.namespace == namespace { return known.id }
    // The first of several is as good as any.
    let text = try Self.name(cell, "id").prefix { $0 != "|" }
    let id: String
    if let delimiter = Self.delimiter(text) {
      id = Market.code(text[..<delimiter]) + ":" + text[text.utf8.index(delimiter, offsetBy: 2)...]
    } else {
      id = "\(namespace):\(text)"
    }
    ids.keep((namespace, id), for: cell.bytes)
    return id
  }

  /// The values of a cell: DDEX has `|` between several, and `ns::` before one whose kind must be told.
  private static func values(_ cell: Cell) -> [Substring] {
    cell.text.split(separator: "|").map { text in
      delimiter(text).map { text[text.utf8.index($0, offsetBy: 2)...] } ?? text
    }
  }

  private static func delimiter(_ text: Substring) -> Substring.Index? {
    text.utf8.indices.first { text.utf8[$0...].starts(with: "::".utf8) }
  }

  /// A name as it may be kept: not too long, without control characters, composed.
  static func name(_ cell: Cell, _ what: String) throws(CellError) -> String {
    guard !cell.isEmpty else { throw cell.error("there is no \(what)") }
    guard cell.bytes.count <= Self.maximumNameBytes else {
      throw cell.error("\(cell.quoted) is longer than a \(what) may be (\(maximumNameBytes) bytes)")
    }
    guard !cell.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw cell.error("\(cell.quoted) has a control character in it")
    }
    guard TextEncoding.isComposed(cell.bytes) else {
      throw cell.error("\(cell.quoted) is not in composed Unicode form (NFC); write its accents as single characters")
    }
    return cell.text
  }
}
