import Contracts
import Money
import Plays

extension Settlement {
  /// Terms of a payee that a settlement goes by.
  package struct Terms: Hashable, Sendable {
    /// In the settlement's currency.
    package let minimumPayout: Amount
    package let reservePercent: Amount
    package let reserveReleaseAfter: Int
    package let reserveReleaseParts: Int
    package let withholdingPercent: Amount
    package let basis: PayoutBasis
    /// Percents of earlier months of the calendar year that had another.
    package let earlierPercents: [Period: Amount]
    /// Rates of the months of the year, up to the period, in which countries have percents of their own.
    package let byCountry: [Period: WithholdingRate]

    package init(
      minimumPayout: Amount, reservePercent: Amount, reserveReleaseAfter: Int, reserveReleaseParts: Int = 1,
      withholdingPercent: Amount, basis: PayoutBasis = .estimated, earlierPercents: [Period: Amount] = [:],
      byCountry: [Period: WithholdingRate] = [:]
    ) {
      self.minimumPayout = minimumPayout
      self.reservePercent = reservePercent
      self.reserveReleaseAfter = reserveReleaseAfter
      self.reserveReleaseParts = reserveReleaseParts
      self.withholdingPercent = withholdingPercent
      self.basis = basis
      self.earlierPercents = earlierPercents
      self.byCountry = byCountry
    }

    /// Terms that are the same in all months.
    package init(
      _ payee: Payee, in currency: Currency, earlierPercents: [Period: Amount] = [:],
      byCountry: [Period: WithholdingRate] = [:]
    ) {
      self.init(
        minimumPayout: payee.minimum(in: currency), reservePercent: payee.reservePercent,
        reserveReleaseAfter: payee.reserveReleaseAfter, reserveReleaseParts: payee.reserveReleaseParts,
        withholdingPercent: payee.withholdingPercent, basis: payee.basis, earlierPercents: earlierPercents,
        byCountry: byCountry)
    }

    /// Those that hold in a period, and what was withheld by in the months of its year before it.
    package init(_ terms: PayeeTerms?, of payee: String, in period: Period, _ currency: Currency) {
      let own = terms?[period] ?? .withoutTerms(payee)
      var earlier: [Period: Amount] = [:]
      for month in 1..<period.month {
        guard let before = Period(year: period.year, month: month) else { continue }
        let percent = terms?.withholdingPercent(in: before) ?? .zero
        if percent != own.withholdingPercent { earlier[before] = percent }
      }
      var byCountry: [Period: WithholdingRate] = [:]
      for month in 1...period.month {
        guard let month = Period(year: period.year, month: month) else { continue }
        let rate = WithholdingRate(terms, in: month)
        if !rate.named.isEmpty || rate.others != terms?.withholdingPercent(in: month) ?? .zero {
          byCountry[month] = rate
        }
      }
      self.init(own, in: currency, earlierPercents: earlier, byCountry: byCountry)
    }

    package func withholdingPercent(in month: Period) -> Amount { earlierPercents[month] ?? withholdingPercent }

    /// Rate that is withheld of a month, by country where it has percents by country.
    package func rate(in month: Period) -> WithholdingRate {
      byCountry[month] ?? WithholdingRate(withholdingPercent(in: month))
    }

    /// The percents of the year's months up to a period; `nil` where all are `withholdingPercent`.
    package func percents(through period: Period) -> [Amount]? {
      if earlierPercents.isEmpty { return nil }
      return (1...period.month).map { month in
        Period(year: period.year, month: month).map(withholdingPercent(in:)) ?? withholdingPercent
      }
    }

    /// Percents of earlier months, of those of the year's months up to a period.
    package static func earlier(_ percents: [Amount], than period: Period, _ own: Amount) -> [Period: Amount] {
      var earlier: [Period: Amount] = [:]
      for (index, percent) in percents.enumerated() where percent != own {
        if let month = Period(year: period.year, month: index + 1), month < period { earlier[month] = percent }
      }
      return earlier
    }
  }
}
