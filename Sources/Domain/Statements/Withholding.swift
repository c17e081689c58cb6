import Money
import Plays

/// Tax that is withheld of the net of a calendar year, of each month by its own percent.
package enum Withholding {
  /// A month's net, the percent that is withheld of it, and what it was earned by.
  package struct Month: Hashable, Sendable {
    package let net: Amount
    package let rate: WithholdingRate
    /// By country of sale; `nil` where no country has a percent of its own.
    package let sales: CountrySales?

    package init(net: Amount, rate: WithholdingRate, sales: CountrySales? = nil) {
      self.net = net
      self.rate = rate
      self.sales = sales
    }

    /// The sum of royalties by country times their percents, over that of the royalties: what is below 0 counts as 0.
    var weighted: (parts: [(royalties: Amount, percent: Amount)], royalties: Amount) {
      guard !rate.named.isEmpty, let sales else { return ([], .zero) }
      var parts = sales.byCountry.map { (royalties: max(.zero, $0.value), percent: rate[$0.key]) }
      parts.append((max(.zero, sales.others), rate.others))
      return (parts, parts.reduce(.zero) { $0 + $1.royalties })
    }
  }

  /// Tax that is due of some months together: never below zero, and whole minor units.
  package static func due(_ months: [Month], in currency: Currency) -> Amount {
    let unit = currency.minorUnit.pico
    let weighted = months.map(\.weighted)
    // Where nothing was earned by country all of net is of the others.
    guard weighted.contains(where: { $0.royalties > .zero }) else {
      let units = Rounding.halfEven(
        sumOf: months.map { ($0.net.pico, $0.rate.others.pico) }, dividedBy: 100 * Amount.scale * unit)
      return max(.zero, Amount(pico: units * unit))
    }
    // One fraction of all months. What is taken away is added up apart.
    var (above, below, denominator) = (Natural(0), Natural(0), Natural(1))
    for (month, (parts, royalties)) in zip(months, weighted) {
      var (numerator, divisor) = (Natural(month.rate.others.pico.magnitude), Natural(1))
      if royalties > .zero {
        numerator = parts.reduce(Natural(0)) {
          $0 + Natural($1.royalties.pico.magnitude) * Natural($1.percent.pico.magnitude)
        }
        divisor = Natural(royalties.pico.magnitude)
      }
      numerator = numerator * Natural(month.net.pico.magnitude) * denominator
      (above, below, denominator) = (above * divisor, below * divisor, denominator * divisor)
      if month.net < .zero { below = below + numerator } else { above = above + numerator }
    }
    guard below < above else { return .zero }
    let divisor = denominator * Natural((100 * Amount.scale * unit).magnitude)
    guard let units = (above - below).halfEven(dividedBy: divisor).integer else {
      preconditionFailure("a tax is no more than what it is of")
    }
    return Amount(pico: units * unit)
  }

  /// Tax of each of a year's months, in their order, where nothing else was withheld in it.
  package static func ofEach(_ months: [Period: Month], in currency: Currency) -> [Period: Amount] {
    var known: [Month] = []
    var (withheld, ofEach) = (Amount.zero, [Period: Amount]())
    for (period, month) in months.sorted(by: { $0.key < $1.key }) {
      known.append(month)
      let due = Self.due(known, in: currency)
      ofEach[period] = due - withheld
      withheld = due
    }
    return ofEach
  }
}
