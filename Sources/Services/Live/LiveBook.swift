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
    var dimensions = Dimensions(tracks: [], markets: [])
    var cellCount: Int64 = 0
    var rates = RateBook([])
    var fx = FXBook([])
    var artists: [Int32: ArtistTotals] = [:]
    var recent = RecentPlays()
    var days: ClosedRange<Int32>?
    /// More cells than memory was given for: earnings are asked of the database instead.
    var isTooLarge = false
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
    return Scan(query, contents, days: from...to).rows()
  }

  /// Plays of the last minutes by second, or of the last hour by minute, oldest first. Moments without plays are
  /// left out.
  public func recent(_ query: EarningsQuery, from: Int64, to: Int64, bySecond: Bool) -> [Point] {
    let contents = snapshot
    let moments = bySecond ? contents.recent.seconds : contents.recent.minutes
    var points: [Point] = []
    var quotes: [Int64: RateTable.Quote?] = [:]
    for (second, artists) in moments where Int64(second) >= from && Int64(second) <= to {
      let day = Day(number: Int32(second / 86_400))
      var earnings = Earnings()
      for (artist, cells) in artists where contents.mayHold(artist, query) {
        for (cell, plays) in cells {
          guard let track = contents.dimensions.track(cell.track), query.includes(track),
            let market = contents.dimensions.market(cell.market), query.includes(market)
          else { continue }
          let key = Int64(day.number) << 32 | Int64(cell.market)
          if quotes[key] == nil { quotes[key] = .some(contents.rates.quote(market, on: day)) }
          earnings.add(plays: plays, quote: quotes[key]!, period: day.period)
        }
      }
      if earnings.plays > 0 { points.append(Point(at: Int64(second), earnings: earnings)) }
    }
    return points.sorted { $0.at < $1.at }
  }

  /// Plays by second from a second on, for what a query lets through.
  public func playsPerSecond(_ query: EarningsQuery, from: Int64) -> [(second: Int64, plays: Int64)] {
    let contents = snapshot
    var result: [(second: Int64, plays: Int64)] = []
    for (second, artists) in contents.recent.seconds where Int64(second) >= from {
      var plays: Int64 = 0
      for (artist, cells) in artists where contents.mayHold(artist, query) {
        for (cell, count) in cells {
          guard let track = contents.dimensions.track(cell.track), query.includes(track),
            let market = contents.dimensions.market(cell.market), query.includes(market)
          else { continue }
          plays += count
        }
      }
      if plays > 0 { result.append((Int64(second), plays)) }
    }
    return result.sorted { $0.second < $1.second }
  }

  // MARK: Changes, by the follower only

  var dimensions: Dimensions { contents.withLock { $0.dimensions } }

  func update(_ body: (inout Contents) -> Void) {
    contents.withLock { body(&$0) }
    waiters.send()
  }

  func replace(_ other: Contents) { update { $0 = other } }
}

extension LiveBook.Contents {
  /// Whether a query that names an artist can find anything under this one.
  func mayHold(_ artist: Int32, _ query: EarningsQuery) -> Bool {
    guard let wanted = query.artist else { return true }
    return dimensions.artist(artist) == wanted
  }

  mutating func add(track: Int32, day: Int32, market: Int32, plays: Int64) {
    guard let artist = dimensions.track(track)?.artistID else { return }
    let isNew = artists[artist, default: ArtistTotals()].add(track: track, day: day, market: market, plays: plays)
    if isNew { cellCount += 1 }
    if let days, days.contains(day) { return }
    days = min(days?.lowerBound ?? day, day)...max(days?.upperBound ?? day, day)
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
    guard let track = dimensions.track(moment.track) else { return }
    recent.add(moment, artist: track.artistID, now: now)
  }
}
