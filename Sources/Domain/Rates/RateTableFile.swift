import CSV
import Money
import Plays
import Refusals

/// Reads `<platform>/<effective-date>[.vN].csv`.
package enum RateTableFile {
  /// The platform, date and version that a path names.
  ///
  /// - Parameter path: the last two components, `spotify/2026-10-16.v2.csv`.
  /// - Throws: `InputError` where the path has another shape.
  package static func identity(path: String) throws(InputError) -> (platform: String, effective: Day, version: Int) {
    func refuse(_ reason: String) -> InputError { InputError(file: path, line: 0, reason: reason) }
    let components = path.split(separator: "/")
    guard components.count == 2 else { throw refuse("expected <platform>/<effective-date>[.vN].csv") }
    let platform = String(components[0])
    guard isCode(platform) else {
      throw refuse("\"\(platform)\" is not a platform code: lower-case letters, digits and underscores")
    }
    var name = components[1].split(separator: ".", omittingEmptySubsequences: false)
    guard name.count >= 2, name.removeLast() == "csv", let effective = Day(name.removeFirst()) else {
      throw refuse("expected a name such as 2026-10-16.csv or 2026-10-16.v2.csv")
    }
    guard let suffix = name.first else { return (platform, effective, 1) }
    guard name.count == 1, suffix.first == "v", let version = Int(suffix.dropFirst()), version >= 2,
      suffix.dropFirst() == String(version)
    else { throw refuse("the version is written .v2, .v3, ... .v10") }
    guard version <= Int32.max else { throw refuse("the version is at most \(Int32.max)") }
    return (platform, effective, version)
  }

  /// - Throws: `InputError` with file and line for a row that cannot be a rate.
  package static func parse(path: String, bytes: [UInt8]) throws -> RateTable {
    let (platform, effective, version) = try identity(path: path)
    var table = try CSVTable(
      CSVReader(file: path, bytes: bytes), file: path, required: ["country", "tier", "currency", "rate"])
    var quotes: [RateTable.Scope: RateTable.Quote] = [:]
    while let row = try table.next() {
      let scope = RateTable.Scope(country: try country(row), tier: try tier(row))
      let quote = RateTable.Quote(currency: try currency(row), rate: try rate(row))
      guard quotes.updateValue(quote, forKey: scope) == nil else {
        throw row.error("\(row["country"]),\(row["tier"]) has a rate already")
      }
    }
    guard !quotes.isEmpty else { throw InputError(file: path, line: 2, reason: "the table has no rates") }
    return RateTable(platform: platform, effective: effective, version: version, quotes: quotes)
  }

  private static func country(_ row: CSVTable.Row) throws(InputError) -> Country? {
    let text = try row.required("country")
    if text == "*" { return nil }
    guard text.utf8.count <= 3, let country = Country(text) else {
      throw row.error("\"\(CodeSpelling.shown(text))\" is not a country of ISO 3166-1, nor *")
    }
    return country
  }

  private static func tier(_ row: CSVTable.Row) throws(InputError) -> String? {
    let text = try row.required("tier")
    if let fault = Identifier.fault(text) { throw row.error("tier \(fault)") }
    return text == "*" ? nil : Market.code(text)
  }

  private static func currency(_ row: CSVTable.Row) throws(InputError) -> Currency {
    let text = try row.required("currency")
    guard let currency = Currency(text) else { throw row.error("\"\(text)\" is not a currency of ISO 4217") }
    return currency
  }

  private static func rate(_ row: CSVTable.Row) throws(InputError) -> Rate {
    let text = try row.required("rate")
    let rate: Rate
    do { rate = try Rate(text) } catch { throw row.error("rate: \(error)") }
    guard rate.pico >= 0 else { throw row.error("rate: \(text) is negative") }
    guard rate.pico < 100_000 * Amount.scale else { throw row.error("rate: \(text) for one play is not believable") }
    return rate
  }

  private static func isCode(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
  }
}
