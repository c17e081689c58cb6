import Money
import Plays
import Reconciliation

/// How near estimates came to what was reported, as the API and the command line answer it.
public struct AccuracyBody: Codable, Sendable {
  public struct Figures: Codable, Sendable {
    public let estimated_units, reported_units: String
    public let estimated, reported: String
    /// Reported less estimated in percent of the estimate, to 4 decimals; left out where the estimate is zero and the
    /// report is not.
    public let units_percent, money_percent: String?

    init(_ figures: Accuracy.Figures) {
      estimated_units = "\(figures.estimatedUnits)"
      reported_units = "\(figures.reportedUnits)"
      estimated = "\(figures.estimated)"
      reported = "\(figures.reported)"
      units_percent = figures.units.percent?.text(decimals: Deviation.decimals)
      money_percent = figures.money.percent?.text(decimals: Deviation.decimals)
    }
  }

  public struct Month: Codable, Sendable {
    public let period: String
    public let figures: Figures
  }

  public struct Market: Codable, Sendable {
    public let platform, country, currency: String
    /// `*` where the reports do not tell tiers apart.
    public let tier: String
    public let periods: [Month]
    public let total: Figures

    init(_ accuracy: Accuracy) {
      platform = accuracy.market.platform
      country = "\(accuracy.market.country)"
      currency = accuracy.market.currency.code
      tier = accuracy.market.tier ?? "*"
      periods = accuracy.periods.map { Month(period: "\($0.period)", figures: Figures($0.figures)) }
      total = Figures(accuracy.total)
    }
  }

  public let markets: [Market]

  public init(_ markets: [Accuracy]) {
    self.markets = markets.map(Market.init)
  }
}
