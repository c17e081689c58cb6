import Contracts
import Earnings
import Money
import Plays
import Rates
import Reconciliation
import Store

/// Compares what a track's plays imply with what a report says of it, line by line: (platform, country, tier, contract).
/// A pure function.
///
/// Where a report does not tell tiers apart in a country, its line is compared with all tiers together.
struct TrackComparison {
  /// A platform's country.
  struct Place: Hashable {
    let platform: String
    let country: Country
  }

  /// The lines of one track by the same derivation: estimated and reported.
  struct Lines {
    /// Over the calendar month.
    var month: [Line] = []
    /// Over the report's own days; `nil` where these are the calendar month's.
    var overDays: [Line]?
    var reported: [Line] = []
  }

  private struct Key: Hashable, Comparable {
    let platform: String
    let country: Country
    let tier: String?
    let contract: Int32

    static func < (a: Key, b: Key) -> Bool {
      (a.platform, a.country, a.tier ?? "", a.contract) < (b.platform, b.country, b.tier ?? "", b.contract)
    }
  }

  private struct Sum {
    var units: Int64 = 0
    var gross = Amount.zero
  }

  /// By currency; plays without a rate under `nil`.
  private typealias Sums = [Currency?: Sum]

  private struct Sides {
    var month: Sums = [:]
    var overDays: Sums = [:]
    var reported: Sums = [:]
  }

  let period: Period
  let markets: [Market?]
  let contracts: ContractBook
  let fx: FXBook
  /// Where the report does not tell tiers apart.
  let untiered: Set<Place>
  let tolerance: Tolerance

  /// The comparison, in order; numbers are the caller's to give.
  func lines(of isrc: ISRC, _ lines: Lines) throws -> [ReconciliationStore.Line] {
    var places: [Key: Sides] = [:]
    func add(_ line: Line, _ side: WritableKeyPath<Sides, Sums>) {
      let key = key(line)
      places[key, default: Sides()][keyPath: side][line.key.currency, default: Sum()].units += line.figures.plays
      places[key]![keyPath: side][line.key.currency]!.gross += line.figures.gross
    }
    for line in lines.month { add(line, \.month) }
    for line in lines.overDays ?? [] { add(line, \.overDays) }
    for line in lines.reported { add(line, \.reported) }
    var found: [ReconciliationStore.Line] = []
    for (key, sides) in places.sorted(by: { $0.key < $1.key }) {
      let contract = contracts[key.contract]
      for pair in pairs(sides, hasOwnDays: lines.overDays != nil) {
        let currency = contract?.currency ?? pair.reported?.currency ?? pair.month?.currency ?? pair.overDays?.currency
        guard let currency else { continue }
        let variance = Variance(
          estimate: side(pair.month, currency),
          over: lines.overDays == nil ? .calendarMonth : .fiscal(estimate: side(pair.overDays, currency)),
          actual: side(pair.reported, currency), contractCurrency: currency)
        let figures = try VarianceFigures(variance)
        let status = LineStatus(figures, isOurs: true, tolerance: tolerance)
        found.append(
          ReconciliationStore.Line(
            number: 0, period: period, platform: key.platform, country: key.country.description, tier: key.tier,
            isrc: isrc.description, contract: key.contract, status: status.rawValue, currency: figures.currency,
            figures: Self.stored(figures)))
      }
    }
    return found
  }

  private func key(_ line: Line) -> Key {
    let market = markets[Int(line.key.market)]!
    let isWhole = untiered.contains(Place(platform: market.platform, country: market.country))
    return Key(
      platform: market.platform, country: market.country, tier: isWhole ? nil : market.tier, contract: line.key.contract
    )
  }

  // MARK: Which figures stand against each other

  private struct Figure {
    var units: Int64
    var gross: Amount
    let currency: Currency?
  }

  private struct Pair {
    var month: Figure?
    var overDays: Figure?
    var reported: Figure?
  }

  /// Figures of one currency stand against each other. If one is left on each side, they do in spite of their
  /// currencies; others stand alone. Plays without a rate count with those that have one.
  private func pairs(_ sides: Sides, hasOwnDays: Bool) -> [Pair] {
    let estimates = Set(sides.month.keys).union(sides.overDays.keys)
    let currencies = estimates.compactMap(\.self).sorted()
    var alone = Set(currencies)
    var pairs: [Pair] = []
    func figure(_ sums: Sums, _ currency: Currency?) -> Figure? {
      sums[currency].map { Figure(units: $0.units, gross: $0.gross, currency: currency) }
    }
    var unpaired = sides.reported.keys.compactMap(\.self).sorted()
    for currency in currencies where sides.reported[currency] != nil {
      pairs.append(
        Pair(
          month: figure(sides.month, currency), overDays: figure(sides.overDays, currency),
          reported: figure(sides.reported, currency)))
      alone.remove(currency)
      unpaired.removeAll { $0 == currency }
    }
    if alone.count == 1, unpaired.count == 1 {
      let (estimate, report) = (alone.removeFirst(), unpaired.removeFirst())
      pairs.append(
        Pair(
          month: figure(sides.month, estimate), overDays: figure(sides.overDays, estimate),
          reported: figure(sides.reported, report)))
    }
    for currency in alone.sorted() {
      pairs.append(
        Pair(month: figure(sides.month, currency), overDays: figure(sides.overDays, currency), reported: nil))
    }
    for currency in unpaired { pairs.append(Pair(reported: figure(sides.reported, currency))) }
    guard estimates.contains(nil) else { return pairs }
    if pairs.isEmpty { return [] }
    for (sums, side) in [(sides.month, \Pair.month), (sides.overDays, \Pair.overDays)] {
      guard let unrated = sums[nil] else { continue }
      let home = pairs.firstIndex { $0[keyPath: side] != nil } ?? 0
      if pairs[home][keyPath: side] != nil {
        pairs[home][keyPath: side]!.units += unrated.units
      } else {
        pairs[home][keyPath: side] = Figure(units: unrated.units, gross: .zero, currency: nil)
      }
    }
    return pairs
  }

  private func side(_ figure: Figure?, _ currency: Currency) -> Variance.Side? {
    guard let figure else { return nil }
    guard let own = figure.currency else { return Variance.Side(unrated: figure.units) }
    return Variance.Side(units: figure.units, gross: figure.gross, currency: own, to: currency, fx, period)
  }

  private static func stored(_ figures: VarianceFigures) -> ReconciliationStore.Figures {
    var stored = ReconciliationStore.Figures()
    stored.estimatedUnits = figures.estimatedUnits
    stored.comparedUnits = figures.comparedUnits
    stored.reportedUnits = figures.reportedUnits
    stored.estimated = figures.estimated
    stored.compared = figures.compared
    stored.reported = figures.actual
    let parts = figures.parts
    stored.parts = [
      parts.units, parts.rate, parts.fx, parts.rateAndFX, parts.adjustments, parts.notEstimated, parts.cutOff,
    ]
    return stored
  }
}
