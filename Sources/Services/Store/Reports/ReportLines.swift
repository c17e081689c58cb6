import Money
import PlatformReports
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
    package let statement: Period?
    package let gross: Amount?
    package let fee: Amount?
    package let monetisation: Monetisation?
    package let origin: Origin?

    /// - Parameter market: the number of the row's.
    package init(_ row: ReportRow, market: Int32) {
      number = Int32(row.line)
      period = row.period
      self.market = market
      hasTier = row.tier != nil
      isrc = row.isrc
      upc = row.upc
      externalID = row.externalID
      currency = row.currency
      units = row.units
      amount = row.amount
      statement = row.statement
      gross = row.gross
      fee = row.fee
      monetisation = row.monetisation
      origin = row.origin
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
      amount, statement, gross, fee, monetisation, origin)
      """, columns: 16
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
    copy.value(line.statement.map { .period($0) } ?? .null)
    copy.value(line.gross.map { .numeric($0.pico) } ?? .null)
    copy.value(line.fee.map { .numeric($0.pico) } ?? .null)
    copy.value(line.monetisation.map { .text($0.rawValue) } ?? .null)
    copy.value(line.origin.map { .text($0.rawValue) } ?? .null)
  }
}
