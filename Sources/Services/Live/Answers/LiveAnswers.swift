import Earnings
import Money
import Plays
import Rates
import Store

/// Answers of the totals of one moment.
extension LiveContents {
  /// Artists in a question beyond which its answer counts as changed by every commit: looking at each would cost more.
  private static let artistsLookedAt = 256

  /// The rows of a query by key; without `groupBy` one row with an empty key, if there are any plays.
  ///
  /// - Parameter isWanted: looked at between pieces, so that nothing is computed for who has left.
  /// - Returns: `nil` where the totals are not in memory: ask the database.
  /// - Throws: `CancellationError` where it is not wanted any longer.
  package func rows(_ query: EarningsQuery, isWanted: () -> Bool) throws -> [EarningsRow]? {
    guard holds(query) else { return nil }
    var scan = Scan(query, self)
    return try scan.rows(isWanted)
  }

  /// The same for who stays.
  package func rows(_ query: EarningsQuery) -> [EarningsRow]? { try! rows(query) { true } }

  /// Rows among which the first of a ranking are; of the others some may be there.
  ///
  /// - Parameters:
  ///   - currency: that of a ranking by money, which is by gross in it; `nil` for one by plays.
  ///   - isWanted: as for `rows`.
  package func leaders(
    _ query: EarningsQuery, limit: Int, in currency: Currency?, isWanted: () -> Bool
  ) throws -> [EarningsRow]? {
    guard holds(query) else { return nil }
    guard [.artist, .album, .track, .label].contains(query.groupBy) else { return try rows(query, isWanted: isWanted) }
    var leaders = Leaders(query, self, limit: limit, in: currency)
    var scan = Scan(query, self, only: try leaders.keys(isWanted))
    return try scan.rows(isWanted)
  }

  /// Cells that answering a query walks, about: to tell short work from long before it starts.
  package func cost(of query: EarningsQuery) -> Int {
    guard holds(query) else { return 0 }
    guard let owners = Selection(query, catalog).owners(catalog) else { return cells.count }
    return owners.reduce(0) { $0 + (cells.piece(of: $1)?.cost(of: $1) ?? 0) }
  }

  /// State of what the answer to a query depends on, but for its freshness: while it stays, so do its figures.
  package func version(of query: EarningsQuery) -> AnswerVersion {
    // What is not in memory does not say when it changed.
    guard !isTooLarge, let owners = Selection(query, catalog).owners(catalog), owners.count <= Self.artistsLookedAt
    else {
      return AnswerVersion(changed: state.generation, pricing: pricing, catalog: catalog.version)
    }
    let changed = owners.reduce(0) { max($0, cells.piece(of: $1)?.changed($1) ?? 0) }
    return AnswerVersion(changed: changed, pricing: pricing, catalog: catalog.version)
  }

  /// Plays of the last minutes by second, or of the last hour by minute, oldest first. Moments without plays are
  /// left out.
  package func evolution(_ query: EarningsQuery, from: Int64, to: Int64, bySecond: Bool) -> [EarningsPoint] {
    recentMoments(query, from: from, to: to, bySecond: bySecond) { moment, plays in
      let day = DayOfMonth(Int32(moment / 86_400))
      let (prices, currencies) = prices.months([day.month])
      var sums = KeySums()
      for (market, plays) in plays.enumerated() where plays > 0 {
        let price = prices[0].price(market, day: Int(day.day))
        sums.add(
          month: 0, currency: Int(price.currency),
          SlotSums.Slot(plays: plays, pico: Int128(plays) * Int128(price.pico)))
      }
      return sums.plays > 0 ? EarningsPoint(at: moment, earnings: sums.earnings(prices, currencies)) : nil
    }
  }

  /// Plays by second from a second on, for what a query lets through.
  package func playsPerSecond(_ query: EarningsQuery, from: Int64) -> [(second: Int64, plays: Int64)] {
    recentMoments(query, from: from, to: .max, bySecond: true) { second, plays in
      let sum = plays.reduce(0, +)
      return sum > 0 ? (second, sum) : nil
    }
  }

  /// Makes a result of each recent second or minute with plays, oldest first: of the plays by market that a query lets
  /// through.
  private func recentMoments<Result>(
    _ query: EarningsQuery, from: Int64, to: Int64, bySecond: Bool,
    _ body: (_ moment: Int64, _ plays: [Int64]) -> Result?
  ) -> [Result] {
    let selection = Selection(query, catalog)
    let owners = selection.owners(catalog)
    let isOpen = owners == nil
    let groups = markets.groups(for: query).numbers
    return (bySecond ? recent.seconds : recent.minutes).filter { Int64($0.key) >= from && Int64($0.key) <= to }
      .sorted { $0.key < $1.key }
      .compactMap { moment, span in
        var plays = [Int64](repeating: 0, count: groups.count)
        span.forEach(owners) { track, market, count in
          guard groups[Int(market)] >= 0, isOpen || selection.includes(track, catalog) else { return }
          plays[Int(market)] += count
        }
        return body(Int64(moment), plays)
      }
  }
}
