import Money
import Plays
import Rates

/// Estimates of a market against what was reported, over the periods of accepted reports, in one currency.
package struct Accuracy: Hashable, Sendable {
  /// Estimated and reported figures side by side.
  package struct Figures: Hashable, Sendable {
    package var estimatedUnits: Int128
    package var reportedUnits: Int128
    package var estimated: Amount
    package var reported: Amount

    package init(
      estimatedUnits: Int128 = 0, reportedUnits: Int128 = 0, estimated: Amount = .zero, reported: Amount = .zero
    ) {
      self.estimatedUnits = estimatedUnits
      self.reportedUnits = reportedUnits
      self.estimated = estimated
      self.reported = reported
    }

    /// Deviation of the reported units from our plays.
    package var units: Deviation { Deviation(estimated: estimatedUnits, reported: reportedUnits) }
    /// Deviation of the reported money from the estimate.
    package var money: Deviation { Deviation(estimated: estimated, reported: reported) }

    func adding(_ other: Figures) throws(ReconciliationError) -> Figures {
      let (ours, oursOverflow) = estimatedUnits.addingReportingOverflow(other.estimatedUnits)
      let (theirs, theirsOverflow) = reportedUnits.addingReportingOverflow(other.reportedUnits)
      guard !oursOverflow, !theirsOverflow else { throw .tooLarge("the sum of the units") }
      return Figures(
        estimatedUnits: ours, reportedUnits: theirs,
        estimated: try estimated.plus(other.estimated, "the sum of the estimates"),
        reported: try reported.plus(other.reported, "the sum of the reports"))
    }
  }

  /// Subject of a series.
  package struct Market: Hashable, Sendable, Comparable {
    package let platform: String
    package let country: Country
    /// `nil` for all tiers together, where the reports name none.
    package let tier: String?
    package let currency: Currency

    package init(platform: String, country: Country, tier: String?, currency: Currency) {
      self.platform = platform
      self.country = country
      self.tier = tier
      self.currency = currency
    }

    package static func < (a: Market, b: Market) -> Bool {
      if a.platform != b.platform { return a.platform < b.platform }
      if a.country != b.country { return a.country < b.country }
      // All tiers come last, as in a rate table.
      if a.tier != b.tier { return a.tier.map { tier in b.tier.map { tier < $0 } ?? true } ?? false }
      return a.currency < b.currency
    }
  }

  package let market: Market
  /// By period, ascending.
  package let periods: [(period: Period, figures: Figures)]
  /// Over all periods: an estimate too high in one and too low in another cancel.
  package let total: Figures

  /// - Parameter figures: of the same period add up.
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts.
  package init(
    of market: Market, _ figures: some Sequence<(period: Period, figures: Figures)>
  ) throws(ReconciliationError) {
    var sums: [Period: Figures] = [:]
    var total = Figures()
    for (period, figures) in figures {
      sums[period] = try (sums[period] ?? Figures()).adding(figures)
      total = try total.adding(figures)
    }
    self.market = market
    self.total = total
    periods = sums.sorted { $0.key < $1.key }.map { (period: $0.key, figures: $0.value) }
  }

  package static func == (a: Accuracy, b: Accuracy) -> Bool {
    a.market == b.market && a.periods.elementsEqual(b.periods) { $0 == $1 }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(market)
    hasher.combine(total)
  }
}
