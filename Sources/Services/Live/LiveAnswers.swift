import Earnings
import Plays
import Rates
import Store

/// Answers of the totals of one moment.
extension LiveBook.Contents {
  /// The rows of a query by key; without `groupBy` one row with an empty key, if there are any plays.
  ///
  /// - Parameter isWanted: looked at between pieces, so that nothing is computed for who has left.
  /// - Returns: `nil` where the totals are not in memory: ask the database.
  /// - Throws: `CancellationError` where it is not wanted any longer.
  package func rows(_ query: EarningsQuery, isWanted: () -> Bool) throws -> [EarningsRow]? {
    guard !isTooLarge else { return nil }
    guard let days else { return [] }
    let from = max(query.from?.number ?? days.lowerBound, days.lowerBound)
    let to = min(query.to?.number ?? days.upperBound, days.upperBound)
    guard from <= to else { return [] }
    var scan = Scan(query, self, days: from...to, prices.grid(days))
    return try scan.rows(isWanted)
  }

  /// The same for who stays.
  package func rows(_ query: EarningsQuery) -> [EarningsRow]? { try! rows(query) { true } }

  /// Cells that answering a query walks, about: to tell short work from long before it starts.
  package func cost(of query: EarningsQuery) -> Int {
    guard let artists = catalog.artists(in: query) else { return Int(cellCount) }
    return artists.reduce(0) { $0 + (self.artists[$1]?.count ?? 0) }
  }

  /// State of what the answer to a query depends on, but for its freshness: while it stays, so do its figures.
  package func version(of query: EarningsQuery) -> AnswerVersion {
    AnswerVersion(changed: state.generation, pricing: pricing)
  }

  /// Plays of the last minutes by second, or of the last hour by minute, oldest first. Moments without plays are
  /// left out.
  package func evolution(_ query: EarningsQuery, from: Int64, to: Int64, bySecond: Bool) -> [EarningsPoint] {
    var quotes: [Int64: RateTable.Quote?] = [:]
    return recentMoments(query, from: from, to: to, bySecond: bySecond) { moment, cells in
      let day = Day(number: Int32(moment / 86_400))
      var earnings = Earnings()
      cells { number, market, plays in
        let key = Int64(day.number) << 32 | Int64(number)
        if quotes[key] == nil { quotes[key] = .some(rates.quote(market, on: day)) }
        earnings.add(plays: plays, quote: quotes[key]!, period: day.period)
      }
      return earnings.plays > 0 ? EarningsPoint(at: moment, earnings: earnings) : nil
    }
  }

  /// Plays by second from a second on, for what a query lets through.
  package func playsPerSecond(_ query: EarningsQuery, from: Int64) -> [(second: Int64, plays: Int64)] {
    recentMoments(query, from: from, to: .max, bySecond: true) { second, cells in
      var sum: Int64 = 0
      cells { _, _, plays in sum += plays }
      return sum > 0 ? (second, sum) : nil
    }
  }

  /// Makes a result of each recent second or minute with plays, oldest first: of the cells that a query lets through.
  private func recentMoments<Result>(
    _ query: EarningsQuery, from: Int64, to: Int64, bySecond: Bool,
    _ body: (_ moment: Int64, _ cells: ((_ number: Int32, _ market: Market, _ plays: Int64) -> Void) -> Void) -> Result?
  ) -> [Result] {
    let artists = catalog.artists(in: query)
    return (bySecond ? recent.seconds : recent.minutes).filter { Int64($0.key) >= from && Int64($0.key) <= to }
      .sorted { $0.key < $1.key }
      .compactMap { moment, span in
        body(Int64(moment)) { give in
          span.forEach(artists) { track, number, plays in
            guard let track = catalog.track(track), query.includes(track), let market = markets.market(number),
              query.includes(market)
            else { return }
            give(number, market, plays)
          }
        }
      }
  }
}
