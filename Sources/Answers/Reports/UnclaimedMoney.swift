import Money
import Plays
import Schemas
import Store

/// Reported money that nobody is known to own, by what the reports call it: with the catalog's next rows it finds its owner by
/// itself.
package struct UnclaimedMoney: Question {
  package struct Answer: Codable, Sendable {
    package struct Item: Codable, Sendable {
      /// Number of the report.
      package let reconciliation: Int32
      package let period: Period
      package let platform: String
      package let country: Country
      /// As the report has them; those that it has not are left out.
      package let isrc, upc, external_id: String?
      package let currency: Currency
      package let units: Int64
      package let amount: Amount
      /// The day on which the report was first accepted.
      package let since: Day
      package let age_days: Int
    }

    package let as_of: Day
    package let unclaimed: [Item]
    /// True if there is more than was asked for.
    package let more: Bool
  }

  let limit: Int

  package init(limit: Int) {
    self.limit = limit
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let day = asking.today
    let found = try await asking.database { try AcceptanceStore($0).unclaimed(limit: limit + 1) }
    return Answer(
      as_of: day,
      unclaimed: found.prefix(limit).map {
        Answer.Item(
          reconciliation: $0.report, period: $0.period, platform: $0.platform, country: $0.country, isrc: $0.isrc,
          upc: $0.upc, external_id: $0.externalID, currency: $0.currency, units: $0.units, amount: $0.amount,
          since: $0.since, age_days: Int(day.number - $0.since.number))
      },
      more: found.count > limit)
  }
}
