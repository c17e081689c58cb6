import Earnings
import Money
import Plays
import Rates
import Store
import Synchronization

/// The totals of everything, in memory, following the commits of ingest.
///
/// A cache and no more: a pure function of a snapshot of the database and the commits after it. Money is not in it;
/// every answer multiplies the plays by the rates in force, so a new rate table shows at once.
public final class LiveBook: Sendable {
  /// One point of an evolution.
  public struct Point: Sendable {
    /// Seconds since 1970.
    public let at: Int64
    public let earnings: Earnings

    public init(at: Int64, earnings: Earnings) {
      self.at = at
      self.earnings = earnings
    }
  }

  /// Counts, freshness and generation that an answer was computed from.
  public typealias State = StatusStore.State

  struct Contents {
    var state = State()
    var catalog = LiveCatalog([])
    var markets = LiveMarkets([]) { didSet { price() } }
    var cellCount: Int64 = 0
    var rates = RateBook([]) { didSet { price() } }
    var fx = FXBook([])
    var artists: [Int32: ArtistTotals] = [:]
    var recent = RecentPlays()
    /// From the first to the last day with plays.
    private(set) var days: ClosedRange<Int32>?
    private(set) var prices = PricedDays(RateBook([]), [])
    /// More cells than memory was given for: earnings are asked of the database instead.
    var isTooLarge = false
    /// Number of times that the prices were made anew.
    fileprivate(set) var pricing = 0
  }

  /// State of totals and prices: while it stays, so does every answer but for its freshness.
  package struct Version: Hashable, Sendable {
    let generation: Int64
    let pricing: Int
  }

  private let contents = Mutex(Contents())
  private let waiters = Broadcast()

  public init() {}

  public var state: State { contents.withLock { $0.state } }
  public var rates: RateBook { contents.withLock { $0.rates } }
  public var fx: FXBook { contents.withLock { $0.fx } }

  /// Generations as they arrive, the latest only: a slow reader skips.
  public func changes() -> AsyncStream<Void> { waiters.subscribe() }

  /// The contents as they are now. Copying them copies references; a commit that comes while somebody still reads
  /// them copies what it changes.
  private var snapshot: Contents { contents.withLock { $0 } }

  // MARK: Answers

  /// The rows of a query by key; without `groupBy` one row with an empty key, if there are any plays.
  ///
  /// - Returns: `nil` where the totals are not in memory: ask the database.
  public func rows(_ query: EarningsQuery) -> [EarningsRow]? {
    let contents = snapshot
    guard !contents.isTooLarge else { return nil }
    guard let days = contents.days else { return [] }
    let from = max(query.from?.number ?? days.lowerBound, days.lowerBound)
    let to = min(query.to?.number ?? days.upperBound, days.upperBound)
    guard from <= to else { return [] }
    var scan = Scan(query, contents, days: from...to, contents.prices.grid(days))
    return scan.rows()
  }

  /// Plays of the last minutes by second, or of the last hour by minute, oldest first. Moments without plays are
  /// left out.
  public func recent(_ query: EarningsQuery, from: Int64, to: Int64, bySecond: Bool) -> [Point] {
    let contents = snapshot
    var quotes: [Int64: RateTable.Quote?] = [:]
    return contents.recentMoments(query, from: from, to: to, bySecond: bySecond) { moment, cells in
      let day = Day(number: Int32(moment / 86_400))
      var earnings = Earnings()
      cells { number, market, plays in
        let key = Int64(day.number) << 32 | Int64(number)
        if quotes[key] == nil { quotes[key] = .some(contents.rates.quote(market, on: day)) }
        earnings.add(plays: plays, quote: quotes[key]!, period: day.period)
      }
      return earnings.plays > 0 ? Point(at: moment, earnings: earnings) : nil
    }
  }

  /// Plays by second from a second on, for what a query lets through.
  public func playsPerSecond(_ query: EarningsQuery, from: Int64) -> [(second: Int64, plays: Int64)] {
    snapshot.recentMoments(query, from: from, to: .max, bySecond: true) { second, cells in
      var sum: Int64 = 0
      cells { _, _, plays in sum += plays }
      return sum > 0 ? (second, sum) : nil
    }
  }

  // MARK: Changes, by the follower only

  var catalog: LiveCatalog { contents.withLock { $0.catalog } }
  var markets: LiveMarkets { contents.withLock { $0.markets } }
  var recent: RecentPlays { contents.withLock { $0.recent } }

  package var version: Version {
    contents.withLock { Version(generation: $0.state.generation, pricing: $0.pricing) }
  }

  func update(_ body: (inout Contents) -> Void) {
    contents.withLock { body(&$0) }
    waiters.send()
  }

  func replace(_ other: Contents) {
    update { contents in
      let pricing = contents.pricing
      contents = other
      contents.pricing += pricing
    }
  }
}

extension LiveBook.Contents {
  /// Makes a result of each recent second or minute with plays, oldest first: of the cells that a query lets through.
  func recentMoments<Result>(
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

  private mutating func price() {
    prices = PricedDays(rates, markets.all)
    pricing += 1
  }

  mutating func add(track: Int32, day: Int32, market: Int32, plays: Int64) {
    guard let artist = catalog.track(track)?.artistID else { return }
    let isNew = artists[artist, default: ArtistTotals()].add(track: track, day: day, market: market, plays: plays)
    if isNew { cellCount += 1 }
    if let days, days.contains(day) { return }
    days = min(days?.lowerBound ?? day, day)...max(days?.upperBound ?? day, day)
    price()
  }

  /// What a commit has added: to the totals and to the recent plays.
  mutating func add(_ moment: PlayAggregator.Moment, now: UInt32, cellLimit: Int64) {
    addRecent(moment, now: now)
    guard !isTooLarge else { return }
    add(track: moment.track, day: Int32(moment.second / 86_400), market: moment.market, plays: moment.plays)
    if cellCount > cellLimit {
      isTooLarge = true
      artists = [:]
    }
  }

  mutating func addRecent(_ moment: PlayAggregator.Moment, now: UInt32) {
    guard let track = catalog.track(moment.track) else { return }
    recent.add(moment, artist: track.artistID, now: now)
  }
}
