import Contracts
import Earnings
import Money
import Plays
import Rates
import Reconciliation

/// A platform's country.
struct PlatformCountry: Hashable {
  let platform: String
  let country: Country
}

/// Compares what a track's plays imply with what a report says of it, line by line: (platform, country, tier, contract).
/// A pure function.
///
/// A line of a report that does not tell tiers apart in a country is compared with all tiers together.
struct TrackComparison {
  /// The lines of one track by the same derivation: estimated and reported.
  struct Lines {
    /// Over the calendar month.
    var month: [Line] = []
    /// Over the report's own days; `nil` where these are the calendar month's.
    var overDays: [Line]?
    /// Adjustments too.
    var reported: [Line] = []
  }

  private struct Sum {
    var units: Int64 = 0
    var gross = Amount.zero
    var adjustments = Amount.zero
  }

  /// By currency; plays without a rate under `nil`.
  private typealias Sums = [Currency?: Sum]

  private struct Sides {
    var month: Sums = [:]
    var overDays: Sums = [:]
    var reported: Sums = [:]
  }

  /// A line of one side, where it stands.
  private struct Entry {
    let place: Int32
    let contract: Int32
    let side: WritableKeyPath<Sides, Sums>
    let isReported: Bool
    let currency: Currency?
    let sum: Sum
  }

  private let period: Period
  private let contracts: ContractBook
  private let fx: FXBook
  private let currencies: [String: Currency]
  private let tolerance: Tolerance
  private let places: ComparedPlaces

  /// - Parameters:
  ///   - untiered: places in which the report does not tell tiers apart.
  ///   - spoken: countries that it speaks of.
  ///   - currencies: of each platform in the report: of plays that have neither a rate nor a contract nor are reported.
  init(
    period: Period, markets: [Market?], contracts: ContractBook, fx: FXBook, untiered: Set<PlatformCountry>,
    spoken: ReportedPlaces, currencies: [String: Currency], tolerance: Tolerance
  ) {
    self.period = period
    self.contracts = contracts
    self.fx = fx
    self.currencies = currencies
    self.tolerance = tolerance
    places = ComparedPlaces(markets, untiered: untiered, spoken: spoken)
  }

  /// The comparison, in order; numbers are the caller's to give.
  func lines(of isrc: ISRC, _ lines: Lines) throws -> [ComparedLine] {
    var entries: [Entry] = []
    entries.reserveCapacity(lines.month.count + lines.reported.count + (lines.overDays?.count ?? 0))
    func add(_ side: [Line], _ path: WritableKeyPath<Sides, Sums>, isReported: Bool) {
      for line in side {
        let gross = line.figures.gross
        let adjustments = line.key.basis == .adjustment ? gross : .zero
        entries.append(
          Entry(
            place: places.numbers[Int(line.key.market)], contract: line.key.contract, side: path,
            isReported: isReported, currency: line.key.currency,
            sum: Sum(units: line.figures.plays, gross: gross, adjustments: adjustments)))
      }
    }
    add(lines.month, \.month, isReported: false)
    add(lines.overDays ?? [], \.overDays, isReported: false)
    add(lines.reported, \.reported, isReported: true)
    entries.sort { ($0.place, $0.contract) < ($1.place, $1.contract) }
    let name = isrc.description
    var found: [ComparedLine] = []
    found.reserveCapacity(entries.count / 2 + 1)
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].place == entries[start].place,
        entries[end].contract == entries[start].contract
      { end += 1 }
      let contract = entries[start].contract
      for pair in pairs(entries[start..<end], hasOwnDays: lines.overDays != nil) {
        if let line = try line(
          places.places[Int(entries[start].place)], contract, name, pair, hasOwnDays: lines.overDays != nil)
        {
          found.append(line)
        }
      }
      start = end
    }
    return found
  }

  private func line(
    _ place: ComparedPlaces.Place, _ number: Int32, _ isrc: String, _ pair: Pair, hasOwnDays: Bool
  ) throws -> ComparedLine? {
    let currency =
      contracts[number]?.currency ?? pair.reported?.currency ?? pair.month?.currency ?? pair.overDays?.currency
      ?? currencies[place.platform]
    guard let currency else { return nil }
    let variance = Variance(
      estimate: side(pair.month, currency),
      over: hasOwnDays ? .fiscal(estimate: side(pair.overDays, currency)) : .calendarMonth,
      actual: side(pair.reported, currency), contractCurrency: currency)
    let figures = try VarianceFigures(variance)
    return ComparedLine(
      period: period, platform: place.platform, country: place.country, tier: place.tier, isrc: isrc,
      contract: number, status: LineStatus(figures, isOurs: true, tolerance: tolerance),
      currency: figures.currency, figures: ComparedFigures(figures))
  }

  // MARK: Which figures stand against each other

  private struct Figure {
    var units: Int64
    var gross: Amount
    var adjustments = Amount.zero
    let currency: Currency?
  }

  private struct Pair {
    var month: Figure?
    var overDays: Figure?
    var reported: Figure?
  }

  /// Most often there is an estimate in one currency, and a report in the same or none.
  private func pairs(_ entries: ArraySlice<Entry>, hasOwnDays: Bool) -> [Pair] {
    func figure(_ entry: Entry) -> Figure {
      Figure(
        units: entry.sum.units, gross: entry.sum.gross, adjustments: entry.sum.adjustments, currency: entry.currency)
    }
    let (first, last) = (entries.first!, entries.last!)
    if !hasOwnDays, entries.count <= 2, first.currency != nil {
      if entries.count == 1 {
        return [first.isReported ? Pair(reported: figure(first)) : Pair(month: figure(first))]
      }
      if first.isReported != last.isReported, last.currency != nil {
        let (estimate, report) = first.isReported ? (last, first) : (first, last)
        return [Pair(month: figure(estimate), reported: figure(report))]
      }
    }
    var sides = Sides()
    for entry in entries {
      sides[keyPath: entry.side][entry.currency, default: Sum()].units += entry.sum.units
      sides[keyPath: entry.side][entry.currency]!.gross += entry.sum.gross
      sides[keyPath: entry.side][entry.currency]!.adjustments += entry.sum.adjustments
    }
    return pairs(sides)
  }

  /// Figures of one currency stand against each other. If one is left on each side, they do in spite of their
  /// currencies; others stand alone. Plays without a rate count with those that have one.
  private func pairs(_ sides: Sides) -> [Pair] {
    let estimates = Set(sides.month.keys).union(sides.overDays.keys)
    let currencies = estimates.compactMap(\.self).sorted()
    var alone = Set(currencies)
    var pairs: [Pair] = []
    func figure(_ sums: Sums, _ currency: Currency?) -> Figure? {
      sums[currency].map {
        Figure(units: $0.units, gross: $0.gross, adjustments: $0.adjustments, currency: currency)
      }
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
    // Left out by the report as well: they are worth asking about, though they carry no money.
    if pairs.isEmpty { pairs.append(Pair()) }
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
    return Variance.Side(
      units: figure.units, gross: figure.gross, adjustments: figure.adjustments, currency: own, to: currency, fx, period
    )
  }
}
