import Contracts
import Money
import Plays

/// Accepted reports in the place of estimates.
extension Derivation {
  /// The reported lines of a track. A line goes to the contracts under which its plays happened, in proportion to the
  /// plays under each, rated or not; without plays of ours to the contract in force on the period's last day.
  ///
  /// - Parameter plays: ours, by market and contract, in the markets that reports cover.
  func reportedLines(
    of track: PlayedTrack, _ plays: [Int32: [Int32: Int64]], _ splits: inout [Int32: Split]
  ) -> [Line] {
    var sums: [Line.Key: Line.Figures] = [:]
    for line in reports.lines(of: track.isrc) {
      let contracts = divisors(of: line, track, plays)
      let weights = contracts.map { Int128($0.plays) }
      let amounts = Apportionment.parts(of: line.amount.pico, by: weights)
      let units = Apportionment.parts(of: Int128(line.units), by: weights)
      // Divided without adjustments too: what these add to a part is the part's, so that all come to the report.
      let paid =
        line.adjustments == .zero
        ? amounts : Apportionment.parts(of: (line.amount - line.adjustments).pico, by: weights)
      for (index, contract) in contracts.enumerated() {
        let key = Line.Key(
          market: line.market, contract: contract.number, artist: track.artistNumber, currency: line.currency,
          basis: .reported)
        var figures = Line.Figures()
        figures.plays = Int64(units[index])
        figures.gross = Amount(pico: paid[index])
        let split = split(contract.number, track, &splits)
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

  /// The contracts among which a reported line is divided, with our plays under each: none first, then by their ids.
  private func divisors(
    of line: ReportBook.ReportedLine, _ track: PlayedTrack, _ plays: [Int32: [Int32: Int64]]
  ) -> [(number: Int32, plays: Int64)] {
    var sums: [Int32: Int64] = [:]
    let isWorldwide = markets[Int(line.market)]?.country == .worldwide
    if line.hasTier, !isWorldwide {
      // Its own market and no other: most rows of most reports, and most of them under one contract.
      sums = plays[line.market] ?? [:]
      if sums.count == 1, let only = sums.first { return [(only.key, only.value)] }
    } else {
      for (market, byContract) in plays where speaks(line, of: market) { sums.merge(byContract, uniquingKeysWith: +) }
    }
    guard !sums.isEmpty else { return [(contracts.number(for: track.scopes, on: period.last), 1)] }
    func id(_ number: Int32) -> String { contracts[number]?.id ?? "" }
    return sums.map { (number: $0.key, plays: $0.value) }
      .sorted { id($0.number).utf8.lexicographicallyPrecedes(id($1.number).utf8) }
  }

  /// True if a line that names no tier, or no country, speaks of the market.
  private func speaks(_ line: ReportBook.ReportedLine, of market: Int32) -> Bool {
    guard let ours = markets[Int(market)], let theirs = markets[Int(line.market)] else { return false }
    return ours.platform == theirs.platform && reports.country(of: ours) == theirs.country
      && (!line.hasTier || ours.tier == theirs.tier)
  }
}
