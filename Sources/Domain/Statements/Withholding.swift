import Money
import Plays

/// Tax that is withheld of the net of a calendar year, of each month by its own percent.
package enum Withholding {
  /// Tax that is due of some months together: never below zero, and whole minor units.
  package static func due(_ months: [(net: Amount, percent: Amount)], in currency: Currency) -> Amount {
    let unit = currency.minorUnit.pico
    let units = Rounding.halfEven(
      sumOf: months.map { ($0.net.pico, $0.percent.pico) }, dividedBy: 100 * Amount.scale * unit)
    return max(.zero, Amount(pico: units * unit))
  }

  /// Tax of each of a year's months, in their order, where nothing else was withheld in it.
  package static func ofEach(
    _ nets: [Period: Amount], in currency: Currency, by percent: (Period) -> Amount
  ) -> [Period: Amount] {
    var months: [(net: Amount, percent: Amount)] = []
    var (withheld, ofEach) = (Amount.zero, [Period: Amount]())
    for (period, net) in nets.sorted(by: { $0.key < $1.key }) {
      months.append((net, percent(period)))
      let due = Self.due(months, in: currency)
      ofEach[period] = due - withheld
      withheld = due
    }
    return ofEach
  }
}
