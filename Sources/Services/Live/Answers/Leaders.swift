import Earnings
import Money
import Plays
import Rates

/// Finds out which keys of a ranking can be among its first, without working out what each has earned.
///
/// Plays are added up by key and nothing else, which costs a nanosecond or two a group of cells. For a ranking by money
/// each play counts what it is worth in the currency, rounded up to a whole 10^-12: what a key has earned then lies between
/// two bounds, and only those are worked out exactly whose upper bound reaches the lower bound of the last one shown.
struct Leaders {
  private let contents: LiveContents
  private let selection: Selection
  private let dimension: Dimension
  private let sums: PlaySums
  private var ranks: Ranks
  /// Sums of those whose tracks are not side by side: by album or label, and by recording where any has changed hands.
  private var scattered: [PlaySums.Sum] = []
  /// Key that the cells which are being added are of, and its sum.
  private var open: (key: Int32, sum: PlaySums.Sum)?
  /// True if there are so few that all are among the first.
  private let areFew: Bool

  /// - Parameters:
  ///   - query: grouped by what the catalog has.
  ///   - currency: that of a ranking by money.
  init(_ query: EarningsQuery, _ contents: LiveContents, limit: Int, in currency: Currency?) {
    self.contents = contents
    dimension = query.groupBy!
    selection = Selection(query, contents.catalog)
    sums = PlaySums(query, contents, in: currency)
    ranks = Ranks(limit: limit, rounding: sums.rounding)
    let count =
      switch dimension {
      case .artist: contents.catalog.artists.count
      case .album: contents.catalog.albums.titles.count
      case .label: contents.catalog.labels.count
      default: contents.catalog.count
      }
    areFew = count <= limit
    if dimension == .album || dimension == .label || dimension == .track && !contents.catalog.times.isEmpty {
      scattered = Array(repeating: PlaySums.Sum(), count: count)
    }
  }

  /// Keys among which the first of the ranking are, by number.
  ///
  /// - Returns: `nil` where that cannot be told from bounds.
  /// - Throws: `CancellationError` where it is not wanted any longer.
  mutating func keys(_ isWanted: () -> Bool) throws -> Set<Int32>? {
    guard sums.areBounded, !areFew else { return nil }
    if let owners = selection.owners(contents.catalog) {
      for (count, artist) in owners.enumerated() {
        if count % 64 == 0, !isWanted() { throw CancellationError() }
        guard let piece = contents.cells.piece(of: artist) else { continue }
        let late = piece.late(of: artist)
        if let position = piece.columns.position(of: artist) {
          add(piece.columns, position..<position + 1, late)
        } else {
          add(piece.columns, 0..<0, late)
        }
      }
    } else {
      for piece in contents.cells.pieces {
        guard isWanted() else { throw CancellationError() }
        add(piece.columns, 0..<piece.columns.artists.count, piece.late[...])
      }
    }
    close()
    for (key, sum) in scattered.enumerated() { ranks.offer(Int32(key), sum) }
    return ranks.keys
  }

  /// Adds artists of columns, and with them what came late, which is in the same order.
  private mutating func add(_ columns: CellColumns, _ positions: Range<Int>, _ late: ArraySlice<Cell>) {
    var next = late.startIndex
    for position in positions {
      let artist = columns.artists.base[position]
      let isWhole = selection.includesAll(ofArtist: artist)
      for run in columns.runs(position) {
        let track = columns.tracks.base[run]
        while next < late.endIndex, late[next].owner <= columns.owner(run, artist: artist) {
          add(late[next])
          next += 1
        }
        guard isWhole || selection.includes(track, contents.catalog) else { continue }
        let sum = sums.sum(columns, run)
        if sum.plays > 0 { add(sum, to: key(of: track, artist)) }
      }
    }
    for cell in late[next...] { add(cell) }
  }

  private mutating func add(_ cell: Cell) {
    guard selection.includes(cell.track, contents.catalog) else { return }
    let sum = sums.sum(cell)
    if sum.plays > 0 { add(sum, to: key(of: cell.track, cell.artist)) }
  }

  @inline(__always)
  private mutating func add(_ sum: PlaySums.Sum, to key: Int32) {
    if !scattered.isEmpty {
      scattered[Int(key)] += sum
    } else if open?.key == key {
      open!.sum += sum
    } else {
      close()
      open = (key, sum)
    }
  }

  /// Artists come one after the other, and so do the tracks of each: nothing of a key comes after another key.
  private mutating func close() {
    if let open { ranks.offer(open.key, open.sum) }
    open = nil
  }

  @inline(__always)
  private func key(of track: Int32, _ artist: Int32) -> Int32 {
    switch dimension {
    case .artist: artist
    case .album: contents.catalog.album(of: track)
    case .label: contents.catalog.label(of: track)
    default: contents.catalog.times.first(of: track)
    }
  }
}
