import Contracts
import Money
import Plays
import Rates

/// Earnings of tracks in a period: a pure function of plays, rate tables, exchange rates, contracts and accepted
/// reports. The order in which plays were taken in, and in which pieces, makes no difference.
///
/// The steps and their rounding are those of docs/ledger.md: gross is exact; a conversion and a fee are each rounded
/// half-even to 10^-12, once a line; shares are divided by largest remainder and sum to net.
package struct Derivation: Sendable {
  /// Plays of a track in a market on days that no rate table and no contract divides.
  package struct Cell: Hashable, Sendable {
    /// Any of these days, as days since 1970.
    package let day: Int32
    package let market: Int32
    package let plays: Int64

    package init(day: Int32, market: Int32, plays: Int64) {
      self.day = day
      self.market = market
      self.plays = plays
    }
  }

  package let period: Period
  let markets: [Market?]
  let contracts: ContractBook
  let fx: FXBook
  let reports: ReportBook
  private let grid: RateGrid
  package let coverage: ReportCoverage
  private let contractChanges: [Day]

  /// - Parameter markets: by number; every market that cells or reports name.
  package init(
    period: Period, markets: [Market?], rates: RateBook, fx: FXBook, contracts: ContractBook, reports: ReportBook
  ) {
    self.period = period
    self.markets = markets
    self.fx = fx
    self.contracts = contracts
    self.reports = reports
    grid = RateGrid(
      rates, markets, days: period.first.number...period.last.number,
      wanted: [Bool](repeating: true, count: markets.count))
    coverage = ReportCoverage(reports, markets)
    contractChanges = contracts.changes(in: period).sorted()
  }

  /// The first days of the stretches within which no rate and no contract changes, the period's first among them.
  package static func stretches(of period: Period, _ rates: RateBook, _ contracts: ContractBook) -> [Day] {
    var days = contracts.changes(in: period)
    days.insert(period.first)
    for day in rates.changes where day > period.first && day <= period.last { days.insert(day) }
    return days.sorted()
  }

  /// Another time of ownership of a track's recording, with its plays: what reports say of a recording is divided among all.
  package struct OtherTime: Sendable {
    package let track: PlayedTrack
    package let cells: [Cell]

    package init(track: PlayedTrack, cells: [Cell]) {
      self.track = track
      self.cells = cells
    }
  }

  /// Plays of a track by market and contract.
  struct TrackPlays {
    /// In markets that reports cover.
    var reported: [Int32: [Int32: Int64]] = [:]
    /// In others, whose estimates stand: gathered where a report may have lines there all the same.
    var estimated: [Int32: [Int32: Int64]] = [:]
  }

  /// The lines of a track by these reports, given those that the same rates, exchange rates and contracts make of its plays
  /// without any: where reports speak they take the place of estimates, and everywhere else nothing is different.
  ///
  /// - Parameters:
  ///   - estimated: every line of the track, by key.
  ///   - others: the other times of ownership of its recording.
  package func lines(of track: PlayedTrack, estimated: [Line], beside others: [OtherTime] = []) -> [Line] {
    if reports.isEmpty { return estimated }
    var lines: [Line] = []
    var plays = TrackPlays()
    let covered = coverage.of(track)
    for line in estimated {
      if covered.isReported(line.key.market) {
        plays.reported[line.key.market, default: [:]][line.key.contract, default: 0] += line.figures.plays
      } else {
        lines.append(line)
        guard reports.isPartial else { continue }
        plays.estimated[line.key.market, default: [:]][line.key.contract, default: 0] += line.figures.plays
      }
    }
    var splits: [Int32: Split] = [:]
    let reported = reportedLines(of: track, plays, beside: others, &splits).filter { !$0.figures.isZero }
    return (lines + reported).sorted { $0.key < $1.key }
  }

  /// The lines of a track, by key. Those without plays and money are left out.
  ///
  /// - Parameter others: the other times of ownership of its recording; they matter where there are reports.
  package func lines(
    of track: PlayedTrack, _ cells: some Sequence<Cell>, beside others: [OtherTime] = []
  ) -> [Line] {
    let terms = contractsOfStretches(track)
    var gross: [GrossKey: Gross] = [:]
    var plays = TrackPlays()
    let covered = coverage.of(track)
    for cell in cells {
      let contract = contract(terms, on: cell.day)
      if covered.isReported(cell.market) {
        plays.reported[cell.market, default: [:]][contract, default: 0] += cell.plays
        continue
      }
      if reports.isPartial { plays.estimated[cell.market, default: [:]][contract, default: 0] += cell.plays }
      let quote = grid.cell(market: cell.market, stretch: grid.stretch(day: cell.day))
      gross[GrossKey(market: cell.market, contract: contract, currency: quote.currency), default: Gross()]
        .add(plays: cell.plays, rate: quote.rate)
    }
    var lines: [Line] = []
    lines.reserveCapacity(gross.count)
    var splits: [Int32: Split] = [:]
    for (key, sum) in gross {
      var figures = Line.Figures()
      figures.plays = sum.plays
      figures.unratedPlays = key.currency < 0 ? sum.plays : 0
      figures.gross = Amount(pico: sum.amount)
      let currency = key.currency < 0 ? nil : grid.currencies[Int(key.currency)]
      lines.append(
        finish(
          Line.Key(
            market: key.market, contract: key.contract, artist: track.artistNumber, currency: currency,
            basis: .estimated), figures, split(key.contract, track, &splits)))
    }
    if !reports.isEmpty { lines += reportedLines(of: track, plays, beside: others, &splits) }
    lines.removeAll { $0.figures.isZero }
    return lines.sorted { $0.key < $1.key }
  }

  /// From gross to shares. Without a contract the artist is owed everything, without fee.
  ///
  /// - Parameter bearsFee: false for what the contract takes no fee of.
  func finish(_ key: Line.Key, _ gross: Line.Figures, _ split: Split, bearsFee: Bool = true) -> Line {
    guard let currency = key.currency else { return Line(key: key, figures: gross) }
    var figures = gross
    guard let contract = contracts[key.contract] else {
      figures.converted = figures.gross
      figures.shares = [figures.gross]
      return Line(key: key, figures: figures)
    }
    guard let rate = fx.rate(period, from: currency, to: contract.currency) else {
      figures.waiting = figures.gross
      return Line(key: key, figures: figures)
    }
    figures.converted = currency == contract.currency ? figures.gross : rate.convert(figures.gross)
    if bearsFee { figures.fee = Rounding.halfEven(contract.feePercent, percentOf: figures.converted) }
    figures.shares = split.shares(of: figures.converted - figures.fee)
    return Line(key: key, figures: figures)
  }

  /// The split of a contract for a track, made once a track.
  func split(_ contract: Int32, _ track: PlayedTrack, _ made: inout [Int32: Split]) -> Split {
    if let split = made[contract] { return split }
    let split = contracts.split(contract, artist: track.party)
    made[contract] = split
    return split
  }

  /// The contract of a track from the period's first day on, and from each change on.
  private func contractsOfStretches(_ track: PlayedTrack) -> [Int32] {
    let scopes = track.scopes
    return ([period.first] + contractChanges).map { contracts.number(for: scopes, on: $0) }
  }

  /// - Parameter terms: of `contractsOfStretches`.
  private func contract(_ terms: [Int32], on day: Int32) -> Int32 {
    terms.count == 1 ? terms[0] : terms[contractChanges.count { $0.number <= day }]
  }

  /// The plays of another time of ownership.
  func plays(_ time: OtherTime) -> TrackPlays {
    let terms = contractsOfStretches(time.track)
    let covered = coverage.of(time.track)
    var plays = TrackPlays()
    for cell in time.cells {
      let contract = contract(terms, on: cell.day)
      if covered.isReported(cell.market) {
        plays.reported[cell.market, default: [:]][contract, default: 0] += cell.plays
      } else if reports.isPartial {
        plays.estimated[cell.market, default: [:]][contract, default: 0] += cell.plays
      }
    }
    return plays
  }

  private struct GrossKey: Hashable {
    let market: Int32
    let contract: Int32
    /// The number of the currency in the grid; -1 where no rate was in force.
    let currency: Int32
  }

  private struct Gross {
    var plays: Int64 = 0
    var amount: Int128 = 0

    mutating func add(plays: Int64, rate: Int64) {
      self.plays += plays
      amount += Int128(plays) * Int128(rate)
    }
  }
}
