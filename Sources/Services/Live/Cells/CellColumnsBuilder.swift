/// Makes columns of cells that come in their order, in pieces of about one size. An artist is never in two.
struct CellColumnsBuilder {
  /// Cells of a piece. A change makes a piece anew; a scan looks after each if somebody still waits.
  private static let pieceSize = 65_536

  /// Columns of the piece that is being made, as `CellColumns` has them.
  struct Built {
    var artists: [Int32] = []
    var runStarts: [Int32] = [0]
    var changed: [Int64] = []
    var tracks: [Int32] = []
    var months: [Int32] = []
    var groupStarts: [Int32] = [0]
    var dayStarts: [Int32] = [0]
    var markets: [UInt16] = []
    var days: [UInt32] = []
    var plays: [UInt32] = []
    var dayPlays: [UInt32] = []
    var largePlays: [Int32: Int64] = [:]
    var largeDayPlays: [Int32: Int64] = [:]
  }

  private(set) var pieces: [CellColumns] = []
  private var columns = Built()
  private var run: (artist: Int32, track: Int32, month: Int32)?

  /// Adds a cell: the next in the order, or the last one again.
  mutating func add(_ cell: Cell) {
    open(artist: cell.artist, track: cell.track, month: cell.month)
    columns.changed[columns.changed.count - 1] = max(columns.changed.last!, cell.changed)
    let bit = UInt32(1) << UInt32(cell.day - 1)
    let start = Int(columns.groupStarts[columns.groupStarts.count - 2])
    guard columns.markets.count > start, columns.markets.last == cell.market else {
      columns.markets.append(cell.market)
      columns.days.append(bit)
      columns.plays.append(0)
      setLastPlays(cell.plays)
      return closeRun()
    }
    let last = columns.days.count - 1
    let before = columns.days[last]
    if before & (before - 1) == 0, before != bit { appendDay(lastPlays) }
    if before & bit == 0 {
      appendDay(cell.plays)
    } else if before != bit {
      let index = columns.dayPlays.count - 1
      let plays = dayPlays(index) + cell.plays
      columns.dayPlays.removeLast()
      columns.largeDayPlays[Int32(index)] = nil
      appendDay(plays)
    }
    columns.days[last] = before | bit
    setLastPlays(lastPlays + cell.plays)
    closeRun()
  }

  /// Adds a run of other columns as it is. It is the next in the order.
  mutating func add(_ other: CellColumns, run index: Int, artist: Int32) {
    open(artist: artist, track: other.tracks[index], month: other.months[index])
    let groups = other.groups(index)
    let days = Int(other.dayStarts[index])..<Int(other.dayStarts[index + 1])
    if !other.largePlays.isEmpty || !other.largeDayPlays.isEmpty { take(large: other, groups, days) }
    columns.markets.append(contentsOf: other.markets[groups])
    columns.days.append(contentsOf: other.days[groups])
    columns.plays.append(contentsOf: other.plays[groups])
    columns.dayPlays.append(contentsOf: other.dayPlays[days])
    closeRun()
  }

  /// Notes the last change of the artist whose cells were added last.
  mutating func note(changed: Int64) {
    columns.changed[columns.changed.count - 1] = max(columns.changed.last!, changed)
  }

  /// Every piece, the last included.
  mutating func finish() -> [CellColumns] {
    if !columns.artists.isEmpty { pieces.append(CellColumns(columns)) }
    columns = Built()
    run = nil
    return pieces
  }

  // MARK: Runs

  private mutating func open(artist: Int32, track: Int32, month: Int32) {
    if let run, run == (artist, track, month) { return }
    if run?.artist != artist {
      if columns.plays.count >= Self.pieceSize {
        pieces.append(CellColumns(columns))
        columns = Built()
      }
      columns.artists.append(artist)
      columns.changed.append(0)
      columns.runStarts.append(columns.runStarts.last!)
    }
    run = (artist, track, month)
    columns.tracks.append(track)
    columns.months.append(month)
    columns.groupStarts.append(columns.groupStarts.last!)
    columns.dayStarts.append(columns.dayStarts.last!)
    columns.runStarts[columns.runStarts.count - 1] += 1
  }

  private mutating func closeRun() {
    columns.groupStarts[columns.groupStarts.count - 1] = Int32(columns.markets.count)
    columns.dayStarts[columns.dayStarts.count - 1] = Int32(columns.dayPlays.count)
  }

  // MARK: Plays

  private var lastPlays: Int64 {
    let plays = columns.plays.last!
    return plays == .max ? columns.largePlays[Int32(columns.plays.count - 1)]! : Int64(plays)
  }

  private mutating func setLastPlays(_ plays: Int64) {
    let index = columns.plays.count - 1
    if plays < UInt32.max {
      columns.plays[index] = UInt32(plays)
    } else {
      columns.plays[index] = .max
      columns.largePlays[Int32(index)] = plays
    }
  }

  private func dayPlays(_ index: Int) -> Int64 {
    let plays = columns.dayPlays[index]
    return plays == .max ? columns.largeDayPlays[Int32(index)]! : Int64(plays)
  }

  private mutating func appendDay(_ plays: Int64) {
    if plays < UInt32.max {
      columns.dayPlays.append(UInt32(plays))
    } else {
      columns.largeDayPlays[Int32(columns.dayPlays.count)] = plays
      columns.dayPlays.append(.max)
    }
  }

  private mutating func take(large from: CellColumns, _ groups: Range<Int>, _ days: Range<Int>) {
    for group in groups where from.plays[group] == .max {
      columns.largePlays[Int32(columns.plays.count + group - groups.lowerBound)] = from.largePlays[Int32(group)]!
    }
    for day in days where from.dayPlays[day] == .max {
      columns.largeDayPlays[Int32(columns.dayPlays.count + day - days.lowerBound)] = from.largeDayPlays[Int32(day)]!
    }
  }
}
