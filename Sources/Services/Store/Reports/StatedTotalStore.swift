import Ledger
import Money
import PlatformReports
import Plays
import Postgres

/// Figures that reports state for whole markets.
package struct StatedTotalStore {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Keeps those of a report that say more than its rows, inside the transaction that takes it in.
  package func write(_ totals: [StatedTotal], of report: Int32) throws {
    let telling = totals.filter(\.isTelling)
    guard !telling.isEmpty else { return }
    try db.copyIn(
      """
      platform_report_totals (report_id, ordinal, summary, period, platform, country, tier, currency, rows_amount, \
      final_total, usage_independent_fee, fee_type, deductions, deduction_type, exchange_rate, exchange_rate_source, \
      exchange_rate_date)
      """, columns: 17
    ) { copy in
      func amount(_ amount: Amount?) { copy.value(amount.map { .numeric($0.pico) } ?? .null) }
      func text(_ text: String?) { copy.value(text.map { .text($0) } ?? .null) }
      for (index, total) in telling.enumerated() {
        try copy.row()
        copy.int32(report)
        copy.int32(Int32(index + 1))
        text(total.id)
        copy.value(total.period.map { .period($0) } ?? .null)
        text(total.platform)
        text(total.country.description)
        text(total.tier)
        text(total.currency.code)
        amount(total.rows)
        amount(total.finalTotal)
        amount(total.usageIndependentFee)
        text(total.feeType)
        amount(total.deductions)
        text(total.deductionType)
        text(total.exchangeRate)
        text(total.exchangeRateSource)
        text(total.exchangeRateDate)
      }
    }
  }

  /// Those of a report, in the order of its file.
  ///
  /// - Parameters:
  ///   - ordinal: behind this one.
  ///   - limit: so many at most.
  package func totals(
    of report: Int32, after ordinal: Int32 = 0, limit: Int
  ) throws -> [(ordinal: Int32, total: StatedTotal)] {
    try db.query(
      """
      SELECT ordinal, summary, period, platform, country, tier, currency, rows_amount, final_total, usage_independent_fee,
        fee_type, deductions, deduction_type, exchange_rate, exchange_rate_source, exchange_rate_date
      FROM platform_report_totals WHERE report_id = \(report) AND ordinal > \(ordinal) ORDER BY ordinal LIMIT \(limit)
      """
    ).map { row in
      func amount(_ place: Int) -> Amount? { row.isNull(place) ? nil : Amount(pico: row.numeric(place)) }
      return (
        row.int32(0),
        StatedTotal(
          id: row.text(1), period: row.optionalPeriod(2), platform: row.text(3), country: Country(row.text(4))!,
          tier: row.optionalText(5), currency: Currency(row.text(6))!, rows: Amount(pico: row.numeric(7)),
          finalTotal: amount(8), usageIndependentFee: amount(9), feeType: row.optionalText(10),
          deductions: amount(11), deductionType: row.optionalText(12), exchangeRate: row.optionalText(13),
          exchangeRateSource: row.optionalText(14), exchangeRateDate: row.optionalText(15))
      )
    }
  }
}
