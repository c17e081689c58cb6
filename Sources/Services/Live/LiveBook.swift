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
package final class LiveBook: Sendable {
  /// Counts, freshness and generation that an answer was computed from.
  package typealias State = StatusStore.State

  /// Totals of one moment, with what they are priced by.
  package struct Contents {
    package internal(set) var state = State()
    var catalog = LiveCatalog([])
    var markets = LiveMarkets([]) { didSet { price() } }
    var cellCount: Int64 = 0
    package internal(set) var rates = RateBook([]) { didSet { price() } }
    package internal(set) var fx = FXBook([])
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

  package init() {}

  package var state: State { contents.withLock { $0.state } }
  package var rates: RateBook { contents.withLock { $0.rates } }
  package var fx: FXBook { contents.withLock { $0.fx } }

  /// Generations as they arrive, the latest only: a slow reader skips.
  package func changes() -> AsyncStream<Void> { waiters.subscribe() }

  /// Reads the totals as they are now. Copying them copies references; a commit that comes while somebody still reads
  /// them copies what it changes.
  package func read<Value>(_ body: (Contents) throws -> Value) rethrows -> Value {
    try body(contents.withLock { $0 })
  }

  /// The rows of a query, as `Contents.rows` has them.
  package func rows(_ query: EarningsQuery) -> [EarningsRow]? { read { $0.rows(query) } }

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

  /// Adds a moment of a commit, to the totals and to the recent plays.
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
