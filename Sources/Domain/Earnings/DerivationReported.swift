import Contracts
import Money
import Plays

/// Accepted reports in the place of estimates.
extension Derivation {
  /// The reported lines of a track. A line goes to the owners and contracts under which its plays happened, in proportion to
  /// the plays under each, rated or not; without plays of ours to the owner and the contract of the period's last day.
  ///
  /// - Parameters:
  ///   - plays: ours.
  ///   - others: the other times of ownership of the recording.
  func reportedLines(
    of track: PlayedTrack, _ plays: TrackPlays, beside others: [OtherTime], _ splits: inout [Int32: Split]
  ) -> [Line] {
    let lines = reports.lines(of: track.isrc)
    if lines.isEmpty { return [] }
    var times = [Time(track: track, plays: plays, covered: coverage.of(track))]
    for other in others {
      times.append(Time(track: other.track, plays: self.plays(other), covered: coverage.of(other.track)))
    }
    // By their days: the same among whichever of them is asked.
    times.sort { ($0.track.from?.number ?? .min) < ($1.track.from?.number ?? .min) }
    var sums: [Line.Key: Line.Figures] = [:]
    for line in lines {
      let divisors = divisors(of: line, times)
      let weights = divisors.map { Int128($0.plays) }
      let amounts = Apportionment.parts(of: line.amount.pico, by: weights)
      let units = Apportionment.parts(of: Int128(line.units), by: weights)
      // Divided without adjustments too: what these add to a part is the part's, so that all come to the report.
      let paid =
        line.adjustments == .zero
        ? amounts : Apportionment.parts(of: (line.amount - line.adjustments).pico, by: weights)
      for (index, divisor) in divisors.enumerated() where divisor.track == track.number {
        let key = Line.Key(
          market: line.market, contract: divisor.contract, artist: track.artistNumber, currency: line.currency,
          basis: .reported)
        var figures = Line.Figures()
        figures.plays = Int64(units[index])
        figures.gross = Amount(pico: paid[index])
        let split = split(divisor.contract, track, &splits)
        let forPlays = finish(key, figures, split).figures
        // A line that names its tier and one that does not are rounded each for itself.
        sums[key, default: Line.Figures()] += forPlays
        guard amounts[index] != paid[index] else { continue }
        sums[key.besidePlays, default: Line.Figures()] += besidePlays(
          Amount(pico: amounts[index]), beside: forPlays, key, split)
      }
    }
    return sums.map { Line(key: $0.key, figures: $0.value) }
  }

  /// Adjustments of a line: what they add to its money for plays, or all of them without a fee where the contract says
  /// so.
  ///
  /// - Parameters:
  ///   - all: gross of the line with its adjustments.
  ///   - forPlays: the line without them.
  private func besidePlays(
    _ all: Amount, beside forPlays: Line.Figures, _ key: Line.Key, _ split: Split
  ) -> Line.Figures {
    var gross = Line.Figures()
    if let contract = contracts[key.contract], !contract.feeOnAdjustments {
      gross.gross = all - forPlays.gross
      return finish(key, gross, split, bearsFee: false).figures
    }
    gross.plays = forPlays.plays
    gross.gross = all
    return finish(key, gross, split).figures - forPlays
  }

  /// A time of ownership, with our plays in it.
  private struct Time {
    let track: PlayedTrack
    let plays: TrackPlays
    let covered: ReportCoverage.OfTrack
  }

  /// A part of what a reported line is divided into.
  private struct Divisor {
    /// The number of the track.
    let track: Int32
    let contract: Int32
    let plays: Int64
  }

  /// Reported money of tracks that are not in the catalog: it waits. Lines without track, contract and artist.
  ///
  /// - Parameter isOurs: whether the catalog has the track.
  package func linesNotOurs(_ isOurs: (ISRC) -> Bool) -> [Line] {
    var sums: [Line.Key: Line.Figures] = [:]
    for isrc in reports.isrcs where !isOurs(isrc) {
      for line in reports.lines(of: isrc) {
        let key = Line.Key(market: line.market, contract: 0, artist: 0, currency: line.currency, basis: .reported)
        var figures = Line.Figures()
        figures.plays = line.units
        figures.gross = line.amount
        figures.waiting = line.amount
        sums[key, default: Line.Figures()] += figures
      }
    }
    return sums.map { Line(key: $0.key, figures: $0.value) }.filter { !$0.figures.isZero }.sorted { $0.key < $1.key }
  }

  /// The contracts among which a reported line is divided, with our plays under each: none first, then by their ids, and
  /// of one contract by the days of the owners.
  private func divisors(of line: ReportBook.ReportedLine, _ times: [Time]) -> [Divisor] {
    // Where it takes the place of no estimate, it is money for the plays whose estimates stand.
    var divisors = divisors(of: line, times, among: \.reported)
    if divisors.isEmpty, reports.isPartial { divisors = self.divisors(of: line, times, among: \.estimated) }
    if divisors.isEmpty {
      let owner = times.last { $0.track.has(period.last) } ?? times[times.count - 1]
      let contract = contracts.number(for: owner.track.scopes, on: period.last)
      return [Divisor(track: owner.track.number, contract: contract, plays: 1)]
    }
    if divisors.count == 1 { return divisors }
    func id(_ number: Int32) -> String { contracts[number]?.id ?? "" }
    let order = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1.track.number, $0) })
    return divisors.sorted { a, b in
      let (first, second) = (id(a.contract), id(b.contract))
      if first != second { return first.utf8.lexicographicallyPrecedes(second.utf8) }
      return (order[a.track]!, a.contract) < (order[b.track]!, b.contract)
    }
  }

  private func divisors(
    of line: ReportBook.ReportedLine, _ times: [Time], among path: KeyPath<TrackPlays, [Int32: [Int32: Int64]]>
  ) -> [Divisor] {
    var divisors: [Divisor] = []
    let isWorldwide = markets[Int(line.market)]?.country == .worldwide
    for time in times {
      let byMarket = time.plays[keyPath: path]
      if line.hasTier, !isWorldwide {
        // Its own market and no other: most rows of most reports, and most of them under one contract.
        for (contract, plays) in byMarket[line.market] ?? [:] {
          divisors.append(Divisor(track: time.track.number, contract: contract, plays: plays))
        }
      } else {
        var sums: [Int32: Int64] = [:]
        for (market, byContract) in byMarket where time.covered.speaks(line, of: market) {
          sums.merge(byContract, uniquingKeysWith: +)
        }
        for (contract, plays) in sums {
          divisors.append(Divisor(track: time.track.number, contract: contract, plays: plays))
        }
      }
    }
    return divisors
  }
}
