/// Plays within a second or a minute in columns, by artist, track and market: twelve bytes a cell. Never changed.
final class RecentColumns: Sendable {
  /// Artists, ascending, and where the cells of each begin; the end of the last.
  private let artists: [Int32]
  private let starts: [Int32]
  private let tracks: [Int32]
  private let markets: [Int32]
  /// Plays of `.max` are among the large ones.
  private let plays: [UInt32]
  private let large: [Int32: Int64]

  var count: Int { plays.count }

  /// - Parameter cells: in the order of artist, track and market.
  init(_ cells: some Sequence<RecentCell>) {
    var (artists, starts, tracks): ([Int32], [Int32], [Int32]) = ([], [], [])
    var (markets, plays, large): ([Int32], [UInt32], [Int32: Int64]) = ([], [], [:])
    for cell in cells {
      if artists.last != cell.artist {
        artists.append(cell.artist)
        starts.append(Int32(plays.count))
      }
      if cell.plays >= UInt32.max { large[Int32(plays.count)] = cell.plays }
      tracks.append(cell.track)
      markets.append(cell.market)
      plays.append(UInt32(clamping: cell.plays))
    }
    starts.append(Int32(plays.count))
    (self.artists, self.starts, self.tracks) = (artists, starts, tracks)
    (self.markets, self.plays, self.large) = (markets, plays, large)
  }

  /// Hands out the cells of some artists, or of all.
  func forEach(_ wanted: [Int32]?, _ body: (_ track: Int32, _ market: Int32, _ plays: Int64) -> Void) {
    guard let wanted else { return hand(0..<count, body) }
    for artist in wanted {
      if let place = place(of: artist) { hand(Int(starts[place])..<Int(starts[place + 1]), body) }
    }
  }

  /// All cells, in their order.
  func cells(second: UInt32, _ body: (RecentCell) -> Void) {
    for (place, artist) in artists.enumerated() {
      hand(Int(starts[place])..<Int(starts[place + 1])) { track, market, plays in
        body(RecentCell(second: second, market: market, artist: artist, track: track, plays: plays))
      }
    }
  }

  /// Those of both, added up.
  func merged(with other: RecentColumns) -> RecentColumns {
    var (a, b): ([RecentCell], [RecentCell]) = ([], [])
    cells(second: 0) { a.append($0) }
    other.cells(second: 0) { b.append($0) }
    return RecentColumns(RecentCell.added(a, b))
  }

  /// The same where the plays of some tracks are another's.
  func moving(
    from before: [Int32], _ owner: (_ track: Int32) -> (artist: Int32, track: Int32)?
  ) -> RecentColumns {
    guard before.contains(where: { place(of: $0) != nil }) else { return self }
    var moved: [RecentCell] = []
    cells(second: 0) { cell in
      let (artist, track) = owner(cell.track) ?? (cell.artist, cell.track)
      moved.append(RecentCell(second: 0, market: cell.market, artist: artist, track: track, plays: cell.plays))
    }
    return RecentColumns(RecentCell.added(moved.sorted { $0.place < $1.place }, []))
  }

  private func hand(_ range: Range<Int>, _ body: (_ track: Int32, _ market: Int32, _ plays: Int64) -> Void) {
    for index in range {
      let plays = plays[index]
      body(tracks[index], markets[index], plays == .max ? large[Int32(index)]! : Int64(plays))
    }
  }

  private func place(of artist: Int32) -> Int? {
    let place = bisected(artists.count) { artists[$0] < artist }
    return place < artists.count && artists[place] == artist ? place : nil
  }
}

extension RecentCell {
  /// Place within a second or a minute.
  var place: (UInt64, Int32) {
    (Cell.owner(artist, track: track), market)
  }

  /// Cells of two sequences in their order, those of one place added up.
  static func added(_ a: [RecentCell], _ b: [RecentCell]) -> [RecentCell] {
    var added: [RecentCell] = []
    added.reserveCapacity(a.count + b.count)
    func take(_ cell: RecentCell) {
      if let last = added.last, last.place == cell.place {
        added[added.count - 1].plays += cell.plays
      } else {
        added.append(cell)
      }
    }
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if j == b.count || i < a.count && a[i].place <= b[j].place {
        take(a[i])
        i += 1
      } else {
        take(b[j])
        j += 1
      }
    }
    return added
  }
}
