import Earnings
import Plays
import Rates
import Store

/// Totals of one moment, with what they are priced by. A value: a change shares all that it leaves as it is.
package struct LiveContents: Sendable {
  package internal(set) var state = LiveBook.State()
  package internal(set) var rates = RateBook([])
  package internal(set) var fx = FXBook([])
  /// Mark of the accepted reports, which stand beside answers; 0 while there is none.
  package internal(set) var reports: Int32 = 0
  /// Number of times that rates and that mark were read.
  var pricing = 0
  private(set) var catalog = LiveCatalog()
  private(set) var markets = LiveMarkets()
  private(set) var cells = LiveCells()
  private(set) var recent = RecentPlays()
  private(set) var prices = LivePrices(RateBook([]), [])
  /// More cells than memory was given for: earnings are asked of the database instead.
  private(set) var isTooLarge = false
  private(set) var held: HeldTracks
  /// True if tracks have come to what is held whose cells were not kept: everything must be read anew.
  private(set) var lacksCells = false

  /// - Parameter part: what is kept in memory.
  package init(_ part: LivePart = .everything) {
    held = HeldTracks(part)
  }

  /// True if the answer to a query can be had from memory.
  func holds(_ query: EarningsQuery) -> Bool { !isTooLarge && held.includeAll(of: query, catalog) }
}

// MARK: Changes, by the follower

extension LiveContents {
  mutating func price(_ rates: RateBook, _ fx: FXBook, reports: Int32) {
    self.rates = rates
    self.fx = fx
    self.reports = reports
    pricing += 1
    prices = LivePrices(rates, markets.all)
  }

  /// Adds markets that are new.
  mutating func add(markets rows: [(id: Int32, market: Market)]) {
    let before = markets.all.count
    markets.add(rows)
    if markets.all.count > LiveMarkets.limit { giveUp() }
    if markets.all.count > before { prices = LivePrices(rates, markets.all) }
  }

  /// Adds tracks and their artists, albums and labels, and changes those that have changed.
  ///
  /// - Parameter generation: number of the commit that did it.
  mutating func apply(_ rows: LiveStore.CatalogRows, generation: Int64) {
    let others = rows.tracks.compactMap { catalog.track(id: $0.id) }.filter { !held.includes($0, catalog) }
    let known = catalog.count
    let changed = catalog.apply(rows)
    held.extend(catalog)
    if others.contains(where: { held.includes($0, catalog) }) { lacksCells = true }
    for tracks in changed.shared where tracks.contains(where: { held.includes($0, catalog) }) {
      if tracks.contains(where: { $0 < known && !held.includes($0, catalog) }) { lacksCells = true }
    }
    move(changed, generation)
  }

  /// Gives cells to the tracks and artists that they are of now.
  private mutating func move(_ changed: LiveCatalog.Changed, _ generation: Int64) {
    guard !changed.moved.isEmpty || !changed.shared.isEmpty else { return }
    let (catalog, held) = (catalog, held)
    let former = Dictionary(changed.moved.map { ($0.track, $0.from) }) { first, _ in first }
    let tracks = Set(changed.moved.map(\.track)).union(changed.shared.joined())
    let owners = tracks.map { Cell.owner(former[$0] ?? catalog.artist(of: $0), track: $0) }
    cells.move(owners, changed: generation) { cell in
      let track = catalog.times.track(cell.track, on: cell.dayNumber)
      return held.includes(track, catalog) ? Cell.owner(catalog.artist(of: track), track: track) : nil
    }
    recent.move(from: Set(owners.map { Int32(truncatingIfNeeded: $0 >> 32) }).sorted()) { track, day in
      guard tracks.contains(track) else { return nil }
      let track = catalog.times.track(track, on: day)
      return (catalog.artist(of: track), track)
    }
  }

  /// Adds cells, of which the markets are known. Those of tracks that the catalog does not have are somebody else's.
  ///
  /// - Parameters:
  ///   - generation: number of the commit that brought them.
  ///   - limit: cells to keep at most.
  mutating func add(_ new: some Collection<PlayBatch.Cell>, generation: Int64, limit: Int64) {
    guard !isTooLarge else { return }
    var added: [Cell] = []
    added.reserveCapacity(new.count)
    for cell in new {
      guard let counted = catalog.track(id: cell.track), let market = markets.number(id: cell.market) else { continue }
      // A commit from before its recording changed hands names the track of the former owner.
      let track = catalog.times.track(counted, on: cell.day)
      guard held.includes(track, catalog) else { continue }
      added.append(
        Cell(
          artist: catalog.artist(of: track), track: track, day: DayOfMonth(cell.day), market: market, plays: cell.plays,
          changed: generation))
    }
    cells.add(added)
    if cells.count > limit { giveUp() }
  }

  /// Takes the cells that everything was read as.
  ///
  /// - Parameters:
  ///   - columns: in the order of their artists, none of whom is in two.
  ///   - limit: cells to keep at most.
  mutating func take(_ columns: [CellColumns], limit: Int64) {
    cells = LiveCells(columns)
    lacksCells = false
    if cells.count > limit { giveUp() }
  }

  /// Adds plays to the recent ones.
  ///
  /// - Parameter now: seconds since 1970.
  mutating func addRecent(_ moments: some Sequence<PlayAggregator.Moment>, now: UInt32) {
    let new = moments.compactMap { moment -> RecentCell? in
      guard let counted = catalog.track(id: moment.track), let market = markets.number(id: moment.market) else {
        return nil
      }
      let track = catalog.times.track(counted, on: Int32(moment.second / 86_400))
      return RecentCell(
        second: moment.second, market: market, artist: catalog.artist(of: track),
        track: track, plays: moment.plays)
    }
    recent.add(new, now: now)
    recent.forget(now: now)
  }

  mutating func giveUp() {
    isTooLarge = true
    cells = LiveCells()
  }
}
