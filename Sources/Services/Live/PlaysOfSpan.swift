import Plays

/// Plays within a second or a minute by artist, track and market.
package struct PlaysOfSpan {
  private struct Cell: Hashable {
    let track: Int32
    let market: Int32
  }

  /// Plays that came since it was packed.
  private var open: [Int32: [Cell: Int64]] = [:]
  /// Artists in their order, with the place of their first cell in the columns.
  private var artists: [(number: Int32, start: Int32)] = []
  private var tracks: [Int32] = []
  private var markets: [Int32] = []
  private var plays: [Int32] = []

  package var isOpen: Bool { !open.isEmpty }

  package mutating func add(_ moment: PlayAggregator.Moment, artist: Int32) {
    open[artist, default: [:]][Cell(track: moment.track, market: moment.market), default: 0] += moment.plays
  }

  /// Hands out the cells of some artists, or of all.
  package func forEach(_ wanted: [Int32]?, _ body: (_ track: Int32, _ market: Int32, _ plays: Int64) -> Void) {
    func packed(_ place: Int) {
      let end = place + 1 < artists.count ? Int(artists[place + 1].start) : plays.count
      for index in Int(artists[place].start)..<end { body(tracks[index], markets[index], Int64(plays[index])) }
    }
    if let wanted {
      for artist in wanted {
        if let place = place(of: artist) { packed(place) }
        for (cell, plays) in open[artist] ?? [:] { body(cell.track, cell.market, plays) }
      }
    } else {
      for place in artists.indices { packed(place) }
      for cells in open.values { for (cell, plays) in cells { body(cell.track, cell.market, plays) } }
    }
  }

  /// The same plays in columns. A number of plays that does not fit 32 bits stays outside of them.
  package func packed() -> PlaysOfSpan {
    var merged = open
    for (place, artist) in artists.enumerated() {
      let end = place + 1 < artists.count ? Int(artists[place + 1].start) : plays.count
      for index in Int(artist.start)..<end {
        merged[artist.number, default: [:]][Cell(track: tracks[index], market: markets[index]), default: 0] +=
          Int64(plays[index])
      }
    }
    let count = merged.values.reduce(0) { $0 + $1.count }
    var span = PlaysOfSpan()
    span.artists.reserveCapacity(merged.count)
    span.tracks.reserveCapacity(count)
    span.markets.reserveCapacity(count)
    span.plays.reserveCapacity(count)
    for artist in merged.keys.sorted() {
      span.artists.append((artist, Int32(span.plays.count)))
      for (cell, plays) in merged[artist]! {
        guard let plays = Int32(exactly: plays) else {
          span.open[artist, default: [:]][cell] = plays
          continue
        }
        span.tracks.append(cell.track)
        span.markets.append(cell.market)
        span.plays.append(plays)
      }
    }
    return span
  }

  private func place(of artist: Int32) -> Int? {
    var (low, high) = (0, artists.count)
    while low < high {
      let middle = (low + high) / 2
      if artists[middle].number < artist { low = middle + 1 } else { high = middle }
    }
    return low < artists.count && artists[low].number == artist ? low : nil
  }
}
