import CSV
import Money
import Plays
import Refusals

/// Value of one unit of a currency in another, for plays of a period.
package struct FXRate: Hashable, Sendable {
  package let period: Period
  package let from: Currency
  package let to: Currency
  package let rate: Rate

  package init(period: Period, from: Currency, to: Currency, rate: Rate) {
    self.period = period
    self.from = from
    self.to = to
    self.rate = rate
  }

  /// Reads `period,from,to,rate`.
  ///
  /// - Throws: `InputError` with file and line for a row that cannot be an exchange rate.
  package static func parse(file: String, bytes: [UInt8]) throws -> [FXRate] {
    var table = try CSVTable(
      CSVReader(file: file, bytes: bytes), file: file, required: ["period", "from", "to", "rate"])
    var rates: [FXRate] = []
    var seen: [String: Int] = [:]
    while let row = try table.next() {
      let text = try row.required("period")
      guard let period = Period(text) else { throw row.error("\"\(text)\" is not a period such as 2026-10") }
      let from = try currency(row, "from")
      let to = try currency(row, "to")
      guard from != to else { throw row.error("\(from) to itself needs no rate") }
      let rateText = try row.required("rate")
      let rate: Rate
      do { rate = try Rate(rateText) } catch { throw row.error("rate: \(error)") }
      guard rate.pico > 0 else { throw row.error("rate: \(rate) is not above zero") }
      guard rate.pico < 10_000_000 * Amount.scale else { throw row.error("rate: \(rateText) is not believable") }
      if let line = seen.updateValue(row.line, forKey: "\(period) \(from) \(to)") {
        throw row.error("\(period) \(from) to \(to) has a rate in line \(line) already")
      }
      rates.append(FXRate(period: period, from: from, to: to, rate: rate))
    }
    return rates
  }

  private static func currency(_ row: CSVTable.Row, _ column: String) throws(InputError) -> Currency {
    let text = try row.required(column)
    guard let currency = Currency(text) else { throw row.error("\"\(text)\" is not a currency of ISO 4217") }
    return currency
  }
}
