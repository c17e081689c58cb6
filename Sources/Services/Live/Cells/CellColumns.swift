/// Plays of some artists' tracks in columns, in the order of artist, track, month, market and day.
///
/// A *run* is a track's month, a *group* what it has in one market, with a bit for each day; the days of a group with more
/// than one have a number of plays each. So a month is added up without looking at its days, and a cell takes
/// 5 to 10 bytes. Never changed: those who read need no lock.
final class CellColumns: Sendable {
  /// Artists, ascending; where the first run of each begins, and the end of the last; their last change.
  let artists: Column<Int32>
  let runStarts: Column<Int32>
  let changed: Column<Int64>
  /// Runs; where their groups and their days begin, and the end of the last.
  let tracks: Column<Int32>
  let months: Column<Int32>
  let groupStarts: Column<Int32>
  let dayStarts: Column<Int32>
  /// Groups. Plays of `.max` are among the large ones.
  let markets: Column<UInt16>
  let days: Column<UInt32>
  let plays: Column<UInt32>
  /// Plays of each day of groups with more than one day.
  let dayPlays: Column<UInt32>
  /// Plays that 32 bits do not hold, by their place in `plays` and in `dayPlays`.
  let largePlays: [Int32: Int64]
  let largeDayPlays: [Int32: Int64]
  /// Cells: a track's days in markets.
  let count: Int

  init(_ built: CellColumnsBuilder.Built) {
    artists = Column(built.artists)
    runStarts = Column(built.runStarts)
    changed = Column(built.changed)
    tracks = Column(built.tracks)
    months = Column(built.months)
    groupStarts = Column(built.groupStarts)
    dayStarts = Column(built.dayStarts)
    markets = Column(built.markets)
    days = Column(built.days)
    plays = Column(built.plays)
    dayPlays = Column(built.dayPlays)
    largePlays = built.largePlays
    largeDayPlays = built.largeDayPlays
    count = built.dayPlays.count + built.days.count { $0 & ($0 - 1) == 0 }
  }

  static let empty = CellColumns(CellColumnsBuilder.Built())

  /// Place of an artist among those that it has.
  func position(of artist: Int32) -> Int? {
    let place = bisected(artists.count) { artists[$0] < artist }
    return place < artists.count && artists[place] == artist ? place : nil
  }

  func runs(_ position: Int) -> Range<Int> { Int(runStarts[position])..<Int(runStarts[position + 1]) }

  func groups(_ run: Int) -> Range<Int> { Int(groupStarts[run])..<Int(groupStarts[run + 1]) }

  /// Groups of an artist: what it takes to walk its plays.
  func groupCount(of artist: Int32) -> Int {
    guard let position = position(of: artist) else { return 0 }
    let runs = runs(position)
    return Int(groupStarts[runs.upperBound] - groupStarts[runs.lowerBound])
  }

  /// Plays of a place in `plays`.
  @inline(__always)
  func plays(_ group: Int) -> Int64 {
    let plays = plays.base[group]
    return plays == .max ? largePlays[Int32(group)]! : Int64(plays)
  }

  /// Plays of a place in `dayPlays`.
  @inline(__always)
  func dayPlays(_ index: Int) -> Int64 {
    let plays = dayPlays.base[index]
    return plays == .max ? largeDayPlays[Int32(index)]! : Int64(plays)
  }

  /// Artist and track of a run, as `Cell` has them.
  func owner(_ run: Int, artist: Int32) -> UInt64 {
    Cell.owner(artist, track: tracks[run])
  }

  /// The cells of a run, in their order, with 0 as the number of their last change.
  func cells(_ run: Int, artist: Int32, _ body: (Cell) -> Void) {
    let owner = owner(run, artist: artist)
    let month = UInt64(months[run]) << 32
    var next = Int(dayStarts[run])
    for group in groups(run) {
      let place = month | UInt64(markets[group]) << 8
      var days = days[group]
      if days & (days - 1) == 0 {
        body(Cell(owner: owner, place: place | UInt64(days.trailingZeroBitCount + 1), plays: plays(group), changed: 0))
        continue
      }
      while days != 0 {
        let day = days.trailingZeroBitCount + 1
        body(Cell(owner: owner, place: place | UInt64(day), plays: dayPlays(next), changed: 0))
        next += 1
        days &= days - 1
      }
    }
  }
}
