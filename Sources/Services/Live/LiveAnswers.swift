import Earnings
import Plays
import Rates
import Store

/// Answers of the totals of one moment.
extension LiveBook.Contents {
  /// The rows of a query by key; without `groupBy` one row with an empty key, if there are any plays.
  ///
  /// - Returns: `nil` where the totals are not in memory: ask the database.
  package func rows(_ query: EarningsQuery) -> [EarningsRow]? {
    guard !isTooLarge else { return nil }
    guard let days else { return [] }
    let from = max(query.from?.number ?? days.lowerBound, days.lowerBound)
    let to = min(query.to?.number ?? days.upperBound, days.upperBound)
    guard from <= to else { return [] }
    var scan = Scan(query, self, days: from...to, prices.grid(days))
    return scan.rows()
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
