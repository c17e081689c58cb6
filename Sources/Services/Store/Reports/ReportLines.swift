import Money
import Plays
import Postgres

/// The lines of a report on their way into their table, by COPY.
package struct ReportLines {
  package struct Line: Sendable {
    package let number: Int32
    package let period: Period
    package let market: Int32
    package let hasTier: Bool
    package let isrc: ISRC?
    package let upc: GTIN?
    package let externalID: String?
    package let currency: Currency
    package let units: Int64
    package let amount: Amount

    package init(
      number: Int32, period: Period, market: Int32, hasTier: Bool, isrc: ISRC?, upc: GTIN?, externalID: String?,
      currency: Currency, units: Int64, amount: Amount
    ) {
      self.number = number
      self.period = period
      self.market = market
      self.hasTier = hasTier
      self.isrc = isrc
      self.upc = upc
      self.externalID = externalID
      self.currency = currency
      self.units = units
      self.amount = amount
    }
  }

  private let report: Int32
  private var copy: CopyWriter

  /// - Parameter body: adds the lines; when it throws nothing of them is there.
  package static func write(
    _ db: Connection, report: Int32, _ body: (inout ReportLines) throws -> Void
  ) throws {
    try db.copyIn(
      """
      platform_report_lines (report_id, line, period, market_id, has_tier, isrc, upc, external_id, currency, units, \
      amount)
      """, columns: 11
    ) { copy in
      var lines = ReportLines(report: report, copy: copy)
      defer { copy = lines.copy }
      try body(&lines)
    }
  }

  package mutating func add(_ line: Line) throws {
    try copy.row()
    copy.int32(report)
    copy.int32(line.number)
    copy.date(line.period.first.number)
    copy.int32(line.market)
    copy.value(.bool(line.hasTier))
    copy.value(line.isrc.map { .text($0.description) } ?? .null)
    copy.value(line.upc.map { .text($0.padded) } ?? .null)
    copy.value(line.externalID.map { .text($0) } ?? .null)
    copy.value(.text(line.currency.code))
    copy.int64(line.units)
    copy.value(.numeric(line.amount.pico))
  }
}
