import Earnings
import Money
import Plays
import Rates
import Store

/// One walk over the cells that a query asks for.
struct Scan {
  private let query: EarningsQuery
  private let contents: LiveBook.Contents
  private let days: ClosedRange<Int32>
  private let grid: RateGrid
  /// The number of the group of each track or market; -1 where the query leaves it out.
  private var trackGroups: [Int32]
  private var marketGroups: [Int32]
  private var keys: [(key: String, name: String)] = []

  init(_ query: EarningsQuery, _ contents: LiveBook.Contents, days: ClosedRange<Int32>) {
    self.query = query
    self.contents = contents
    self.days = days
    var keys: [(key: String, name: String)] = []
    var ordinals: [String: Int32] = [:]
    func group(_ key: String, _ name: String) -> Int32 {
      if let ordinal = ordinals[key] { return ordinal }
      let ordinal = Int32(keys.count)
      ordinals[key] = ordinal
      keys.append((key, name))
      return ordinal
    }
    trackGroups = contents.dimensions.tracks.map { track in
      guard let track, query.includes(track) else { return -1 }
      switch query.groupBy {
      case .artist: return group(track.artist, track.artistName)
      case .album: return group(track.upc, track.albumTitle)
      case .track: return group(track.isrc, track.title)
      case .label: return group(track.label, track.labelName)
      default: return 0
      }
    }
    marketGroups = contents.dimensions.markets.map { market in
      guard let market, query.includes(market) else { return -1 }
      switch query.groupBy {
      case .platform: return group(market.platform, market.platform)
      case .country: return group(market.country.description, market.country.description)
      case .tier: return group(market.tier, market.tier)
      default: return 0
      }
    }
    grid = RateGrid(contents.rates, contents.dimensions.markets, days: days, wanted: marketGroups.map { $0 >= 0 })
    switch query.groupBy {
    case nil: keys = [("", "")]
    case .day: keys = days.map { ("\(Day(number: $0))", "\(Day(number: $0))") }
    case .month:
      var month = Day(number: days.lowerBound).period
      while month <= Day(number: days.upperBound).period {
        keys.append(("\(month)", "\(month)"))
        month = month.last.advanced(by: 1).period
      }
    default: break
    }
    self.keys = keys
  }

  func rows() -> [EarningsRow] {
    var tallies = [Tally](repeating: Tally(), count: max(keys.count, 1))
    let byTrack = [.artist, .album, .track, .label].contains(query.groupBy)
    let dayGroups = self.dayGroups
    var touched = [Bool](repeating: false, count: tallies.count)
    for (artist, totals) in contents.artists where contents.mayHold(artist, query) {
      let (tracks, cellDays, markets, plays) = (totals.tracks, totals.days, totals.markets, totals.plays)
      for index in 0..<totals.count {
        let day = cellDays[index]
        guard day >= days.lowerBound, day <= days.upperBound else { continue }
        let market = marketGroups[Int(markets[index])]
        let track = trackGroups[Int(tracks[index])]
        guard market >= 0, track >= 0 else { continue }
        let group = dayGroups.isEmpty ? Int(byTrack ? track : market) : Int(dayGroups[Int(day - days.lowerBound)])
        let stretch = grid.stretch(day: day)
        tallies[group].add(plays: plays[index], stretch: stretch, grid.cell(market: markets[index], stretch: stretch))
        touched[group] = true
      }
    }
    return keys.indices.filter { touched[$0] }
      .map { EarningsRow(key: keys[$0].key, name: keys[$0].name, earnings: tallies[$0].earnings(grid)) }
      .sorted { $0.key < $1.key }
  }

  /// The group of each day, where days are what is grouped by.
  private var dayGroups: [Int32] {
    switch query.groupBy {
    case .day: return days.map { $0 - days.lowerBound }
    case .month:
      let first = Day(number: days.lowerBound).period
      return days.map {
        let period = Day(number: $0).period
        return Int32((period.year - first.year) * 12 + period.month - first.month)
      }
    default: return []
    }
  }
}
