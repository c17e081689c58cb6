import Money
import PlatformReports
import Plays
import Schemas
import Store

/// Totals that a report states for whole markets, and that no row of it has, in the order of the file.
package struct StatedTotals: Question {
  package struct Total: Codable, Sendable {
    /// The sender's own id of it.
    package let summary: String
    /// Left out where it covers more than a month.
    package let period: Period?
    package let platform: String
    package let country: Country
    /// Left out where the report does not tell tiers apart.
    package let tier: String?
    package let currency: Currency
    /// Sum of its rows.
    package let rows: Amount
    /// Amount that the platform will pay for it; what it owes goes by this where it is told.
    package let final_total: Amount?
    /// Money that does not hang on plays: a minimum, a flat fee.
    package let usage_independent_fee: Amount?
    package let fee_type: String?
    package let deductions: Amount?
    package let deduction_type: String?
    /// As the file spells it.
    package let exchange_rate, exchange_rate_source, exchange_rate_date: String?

    init(_ total: StatedTotal) {
      summary = total.id
      period = total.period
      platform = total.platform
      country = total.country
      tier = total.tier
      currency = total.currency
      rows = total.rows
      final_total = total.finalTotal
      usage_independent_fee = total.usageIndependentFee
      fee_type = total.feeType
      deductions = total.deductions
      deduction_type = total.deductionType
      exchange_rate = total.exchangeRate
      exchange_rate_source = total.exchangeRateSource
      exchange_rate_date = total.exchangeRateDate
    }
  }

  package struct Answer: Codable, Sendable {
    package let totals: [Total]
    package let next: Int32?
  }

  let report: Int32
  let after: Int32
  let limit: Int

  /// - Parameter after: the `next` of the answer before.
  package init(_ report: Int32, after: Int32?, limit: Int) {
    self.report = report
    self.after = after ?? 0
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let page = try await asking.database { db in
      _ = try ReportStore(db).existing(report)
      return try StatedTotalStore(db).totals(of: report, after: after, limit: limit + 1)
    }
    return Answer(
      totals: page.prefix(limit).map { Total($0.total) }, next: page.count > limit ? page[limit - 1].ordinal : nil)
  }
}
