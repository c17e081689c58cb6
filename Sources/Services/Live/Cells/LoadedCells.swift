import Plays
import Store

/// Cells that were read from the database, on their way into columns all at once: in buckets by artist. Each bucket is put
/// in order by itself, which is cheaper than to order all, and several threads can do it.
struct LoadedCells {
  /// A cell in twelve bytes.
  private struct Entry {
    let track: Int32
    let plays: UInt32
    let day: UInt16
    let market: UInt16
  }

  private let artistsOfBucket: Int
  private var entries: [[Entry]]
  /// Those that do not fit into an entry.
  private var large: [[PlayBatch.Cell]]
  private(set) var count = 0

  /// - Parameter artists: that the catalog has, and among whom the buckets are shared out.
  init(buckets: Int, artists: Int) {
    artistsOfBucket = artists / buckets + 1
    entries = Array(repeating: [], count: buckets)
    large = Array(repeating: [], count: buckets)
  }

  /// Adds a cell. That of a track or a market that is not known is somebody else's.
  mutating func add(
    _ cell: PlayBatch.Cell, _ catalog: LiveCatalog, _ markets: LiveMarkets, _ held: HeldTracks
  ) {
    guard let track = catalog.track(id: cell.track), let market = markets.number(id: cell.market),
      held.includes(track, catalog)
    else { return }
    let bucket = Int(catalog.artist(of: track)) / artistsOfBucket
    count += 1
    if let plays = UInt32(exactly: cell.plays), let day = UInt16(exactly: cell.day) {
      entries[bucket].append(
        Entry(track: track, plays: plays, day: day, market: UInt16(truncatingIfNeeded: market)))
    } else {
      large[bucket].append(cell)
    }
  }

  /// The columns of a bucket, made of what several readers have of it.
  ///
  /// - Parameter generation: number of the commit as of which they were read.
  static func columns(
    _ bucket: Int, of all: [LoadedCells], _ catalog: LiveCatalog, _ markets: LiveMarkets, generation: Int64
  ) -> [CellColumns] {
    var cells: [Cell] = []
    cells.reserveCapacity(all.reduce(0) { $0 + $1.entries[bucket].count + $1.large[bucket].count })
    for loaded in all {
      for entry in loaded.entries[bucket] {
        cells.append(
          Cell(
            artist: catalog.artist(of: entry.track), track: entry.track, day: DayOfMonth(Int32(entry.day)),
            market: Int32(entry.market), plays: Int64(entry.plays), changed: generation))
      }
      for cell in loaded.large[bucket] {
        let track = catalog.track(id: cell.track)!
        cells.append(
          Cell(
            artist: catalog.artist(of: track), track: track, day: DayOfMonth(cell.day),
            market: markets.number(id: cell.market)!, plays: cell.plays, changed: generation))
      }
    }
    cells.sort(by: <)
    var builder = CellColumnsBuilder()
    for cell in cells { builder.add(cell) }
    return builder.finish()
  }
}
