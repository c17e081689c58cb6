import CSV
import Money
import Plays
import Refusals

/// A file of exchange rates, `period,from,to,rate`.
package struct FXFile: Sendable {
  package let name: String
  /// Rates in their order, each with its line.
  package let rows: [(rate: FXRate, line: Int)]

  package var rates: [FXRate] { rows.map(\.rate) }

  /// - Throws: `InputError` with file and line for a row that cannot be an exchange rate.
  package init(name: String, bytes: [UInt8]) throws {
    self.name = name
    var table = try CSVTable(
      CSVReader(file: name, bytes: bytes), file: name, required: ["period", "from", "to", "rate"])
    var rows: [(rate: FXRate, line: Int)] = []
    var seen: [String: Int] = [:]
    while let row = try table.next() {
      let text = try row.required("period")
      guard let period = Period(text) else { throw row.error("\"\(text)\" is not a period such as 2026-10") }
      let from = try Self.currency(row, "from")
      let to = try Self.currency(row, "to")
      let rateText = try row.required("rate")
      let rate: Rate
      do { rate = try Rate(rateText) } catch { throw row.error("rate: \(error)") }
      guard rate.pico > 0 else { throw row.error("rate: \(rate) is not above zero") }
      guard rate.pico < 10_000_000 * Amount.scale else { throw row.error("rate: \(rateText) is not believable") }
      if let line = seen.updateValue(row.line, forKey: "\(period) \(from) \(to)") {
        throw row.error("\(period) \(from) to \(to) has a rate in line \(line) already")
      }
      if from == to {
        guard rate.pico == Amount.scale else { throw row.error("one \(from) is one \(from), and never \(rate)") }
        // It says nothing that is not known.
        continue
      }
      rows.append((FXRate(period: period, from: from, to: to, rate: rate), row.line))
    }
    self.rows = rows
  }

  private static func currency(_ row: CSVTable.Row, _ column: String) throws(InputError) -> Currency {
    let text = try row.required(column)
    guard let currency = Currency(text) else {
      throw row.error("\"\(CodeSpelling.shown(text))\" is not a currency of ISO 4217")
    }
    return currency
  }
}
