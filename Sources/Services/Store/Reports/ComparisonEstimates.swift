import Money
import Plays
import Postgres

/// Estimates of what a report speaks of, in the currencies of the rates, which are mostly the report's.
extension ComparisonStore {
  package struct Estimate: Sendable, Hashable {
    package let period: Period
    package let platform: String
    package let currency: Currency
    /// Plays x rate over the calendar month.
    package let amount: Amount

    package init(period: Period, platform: String, currency: Currency, amount: Amount) {
      self.period = period
      self.platform = platform
      self.currency = currency
      self.amount = amount
    }
  }

  package func write(_ report: Int32, _ estimates: [Estimate]) throws {
    for estimate in estimates {
      try db.query(
        """
        INSERT INTO reconciliation_estimates (report_id, period, platform, currency, estimated)
        VALUES (\(report), \(.period(estimate.period)), \(estimate.platform), \(estimate.currency.code),
          \(.numeric(estimate.amount.pico)))
        """)
    }
  }
}
