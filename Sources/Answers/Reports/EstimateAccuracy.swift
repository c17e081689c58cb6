import Money
import Plays
import Reconciliation
import Refusals
import Schemas
import Store

/// Deviation of the estimates of each market from the reports, period by period.
package struct EstimateAccuracy: Question {
  package struct Answer: Codable, Sendable {
    package struct Figures: Codable, Sendable {
      package let estimated_units, reported_units: String
      package let estimated, reported: Amount
      /// Reported less estimated in percent of the estimate, to 4 decimals; left out where the estimate is zero and the
      /// report is not.
      package let units_percent, money_percent: String?

      init(_ figures: Accuracy.Figures) {
        estimated_units = "\(figures.estimatedUnits)"
        reported_units = "\(figures.reportedUnits)"
        estimated = figures.estimated
        reported = figures.reported
        units_percent = figures.units.percent?.text(decimals: Deviation.decimals)
        money_percent = figures.money.percent?.text(decimals: Deviation.decimals)
      }
    }

    package struct Month: Codable, Sendable {
      package let period: Period
      package let figures: Figures
    }

    package struct Market: Codable, Sendable {
      package let platform: String
      package let country: Country
      package let currency: Currency
      /// `*` where the reports do not tell tiers apart.
      package let tier: String
      package let periods: [Month]
      package let total: Figures

      init(_ accuracy: Accuracy) {
        platform = accuracy.market.platform
        country = accuracy.market.country
        currency = accuracy.market.currency
        tier = accuracy.market.tier ?? "*"
        periods = accuracy.periods.map { Month(period: $0.period, figures: Figures($0.figures)) }
        total = Figures(accuracy.total)
      }
    }

    package let markets: [Market]
  }

  let platform: String?
  let from, to: Period?

  package init(platform: String?, from: Period?, to: Period?) {
    self.platform = platform.map(Plays.Market.code)
    self.from = from
    self.to = to
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    if let from, let to, to < from { throw Refused.unusable("to", "to is before from.") }
    return try await asking.database { db in
      let markets = try AccuracyStore(db).markets(platform: platform, from: from, to: to)
      if markets.isEmpty { try PartyStore(db).requirePlatform(platform) }
      return Answer(markets: markets.map(Answer.Market.init))
    }
  }
}
