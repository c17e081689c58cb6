import Catalog
import Earnings
import Money
import Plays
import Store

/// One walk over the cells that a question asks for: of the artists that it can find anything of, and no others.
struct Scan {
  private let query: EarningsQuery
  private let contents: LiveBook.Contents
  private let days: ClosedRange<Int32>
  private let grid: RateGrid
  private let markets: LiveMarkets.Groups
  private var keys: [(key: String, name: String)] = []
  private var numbers: [String: Int32] = [:]

  /// Groups of one artist's tracks.
  private enum TrackGroups {
    /// The question leaves all of them out.
    case none
    case one(Int)
    /// By the tracks' places; -1 where one is left out.
    case each([Int32])
  }

  init(_ query: EarningsQuery, _ contents: LiveBook.Contents, days: ClosedRange<Int32>, _ grid: RateGrid) {
    self.query = query
    self.contents = contents
    self.days = days
    self.grid = grid
    markets = contents.markets.groups(for: query)
    switch query.groupBy {
    case nil: keys = [("", "")]
    case .day: keys = days.map { ("\(Day(number: $0))", "\(Day(number: $0))") }
    case .month:
      var month = Day(number: days.lowerBound).period
      while month <= Day(number: days.upperBound).period {
        keys.append(("\(month)", "\(month)"))
        month = month.last.advanced(by: 1).period
      }
    case .platform, .country, .tier: keys = markets.keys.map { ($0, $0) }
    case .artist, .album, .track, .label: break
    }
  }

  mutating func rows(_ isWanted: () -> Bool) throws -> [EarningsRow] {
    var tallies: [Tally] = []
    if let artists = contents.catalog.artists(in: query) {
      for artist in artists {
        guard isWanted() else { throw CancellationError() }
        if let totals = contents.artists[artist] { add(totals, of: artist, to: &tallies) }
      }
    } else {
      for (artist, totals) in contents.artists {
        guard isWanted() else { throw CancellationError() }
        add(totals, of: artist, to: &tallies)
      }
    }
    return tallies.indices.filter { tallies[$0].isTouched }
      .map { EarningsRow(key: keys[$0].key, name: keys[$0].name, earnings: tallies[$0].earnings(grid)) }
      .sorted { $0.key < $1.key }
  }

  private mutating func add(_ totals: ArtistTotals, of artist: Int32, to tallies: inout [Tally]) {
    let groups = trackGroups(artist)
    if tallies.count < keys.count {
      tallies.append(contentsOf: repeatElement(Tally(), count: keys.count - tallies.count))
    }
    switch groups {
    case .none: return
    case .one(let group):
      if isByMarket {
        add(totals, to: &tallies) { market, _, _ in Int(market) }
      } else if let dayGroups {
        add(totals, to: &tallies) { _, _, day in Int(dayGroups[day]) }
      } else {
        add(totals, to: &tallies) { _, _, _ in group }
      }
    case .each(let groups):
      let catalog = contents.catalog
      let dayGroups = dayGroups
      let (isByMarket, isByTrack) = (isByMarket, isByTrack)
      add(totals, to: &tallies) { market, track, day in
        let group = Int(groups[catalog.place(track)])
        if group < 0 || isByTrack { return group }
        return isByMarket ? Int(market) : dayGroups.map { Int($0[day]) } ?? group
      }
    }
  }

  /// - Parameter group: of a cell by its market's group, its track and its day among those asked for; -1 leaves it out.
  @inline(__always)
  private func add(
    _ totals: ArtistTotals, to tallies: inout [Tally], _ group: (_ market: Int32, _ track: Int32, _ day: Int) -> Int
  ) {
    let (first, last) = (days.lowerBound, days.upperBound)
    let (tracks, cellDays, cellMarkets, plays) = (totals.tracks, totals.days, totals.markets, totals.plays)
    for index in 0..<totals.count {
      let day = cellDays[index]
      guard day >= first, day <= last else { continue }
      let market = markets.numbers[Int(cellMarkets[index])]
      guard market >= 0 else { continue }
      let group = group(market, tracks[index], Int(day - first))
      guard group >= 0 else { continue }
      let stretch = grid.stretch(day: day)
      tallies[group].add(plays: plays[index], stretch: stretch, grid.cell(market: cellMarkets[index], stretch: stretch))
    }
  }

  private var isByMarket: Bool { [.platform, .country, .tier].contains(query.groupBy) }
  private var isByTrack: Bool { [.artist, .album, .track, .label].contains(query.groupBy) }

  /// An artist whose every track is let through costs one look, and not one for each track.
  private mutating func trackGroups(_ artist: Int32) -> TrackGroups {
    let catalog = contents.catalog
    guard let some = catalog.tracks(ofArtist: artist).first(where: { _ in true }) else { return .none }
    let seesAll = query.visibility.speaksFor(artist: some.artist)
    let isWhole = seesAll && query.album == nil && query.track == nil && query.label == nil
    if isWhole, !isByTrack { return .one(0) }
    if isWhole, query.groupBy == .artist { return .one(group(some.artist, some.artistName)) }
    var groups: [Int32] = []
    for track in catalog.tracks(ofArtist: artist) {
      groups.append(Int32(query.includes(track) ? group(of: track) : -1))
    }
    return .each(groups)
  }

  private mutating func group(of track: LiveStore.Track) -> Int {
    switch query.groupBy {
    case .artist: group(track.artist, track.artistName)
    case .album: group(track.upc, track.albumTitle)
    case .track: group(track.isrc, track.title)
    case .label: group(track.label, track.labelName)
    default: 0
    }
  }

  private mutating func group(_ key: String, _ name: String) -> Int {
    if let number = numbers[key] { return Int(number) }
    numbers[key] = Int32(keys.count)
    keys.append((key, name))
    return keys.count - 1
  }

  /// Group of each day, where days are what is grouped by.
  private var dayGroups: [Int32]? {
    switch query.groupBy {
    case .day: return days.map { $0 - days.lowerBound }
    case .month:
      let first = Day(number: days.lowerBound).period
      return days.map {
        let period = Day(number: $0).period
        return Int32((period.year - first.year) * 12 + period.month - first.month)
      }
    default: return nil
    }
  }
}
