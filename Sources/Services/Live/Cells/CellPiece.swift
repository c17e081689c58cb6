/// Cells of a range of artists: those in columns, and beside them what came since, in the same order. Never changed; what
/// comes makes another piece that shares the columns.
///
/// A cell may stand in both, and its plays are the sum.
final class CellPiece: Sendable {
  let columns: CellColumns
  let late: [Cell]

  init(_ columns: CellColumns, late: [Cell] = []) {
    self.columns = columns
    self.late = late
  }

  /// Cells at most, since one may stand in both.
  var count: Int { columns.count + late.count }

  /// Cells of an artist among the late ones.
  func late(of artist: Int32) -> ArraySlice<Cell> {
    let first = Cell.owner(artist, track: 0)
    let start = bisected(late.count) { late[$0].owner < first }
    return late[start..<bisected(late.count) { late[$0].owner >> 32 <= first >> 32 }]
  }

  /// Number of the commit that has changed an artist's cells last; 0 where it has none.
  func changed(_ artist: Int32) -> Int64 {
    let inColumns = columns.position(of: artist).map { columns.changed[$0] } ?? 0
    return late(of: artist).reduce(inColumns) { max($0, $1.changed) }
  }

  /// Groups, and late cells, of an artist: what it takes to walk its plays.
  func cost(of artist: Int32) -> Int { columns.groupCount(of: artist) + late(of: artist).count }

  /// The same with more cells, which are in order: beside the columns while they are few, else in columns of their own.
  func adding(_ cells: ArraySlice<Cell>) -> [CellPiece] {
    let late = Self.merged(late, cells)
    // A piece is made anew once for so many cells that it costs each of them little; more wait where it is larger.
    guard late.count > max(1_024, columns.count / 64) else { return [CellPiece(columns, late: late)] }
    return Self.columns(columns, late).map { CellPiece($0) }
  }

  /// The same without some artists' tracks, and the cells that they had.
  func removing(_ owners: Set<UInt64>) -> (rest: [CellPiece], removed: [Cell]) {
    var removed = late.filter { owners.contains($0.owner) }
    for (position, artist) in columns.artists[0..<columns.artists.count].enumerated() {
      for run in columns.runs(position) where owners.contains(columns.owner(run, artist: artist)) {
        columns.cells(run, artist: artist) { removed.append($0) }
      }
    }
    let rest = Self.columns(columns, late.filter { !owners.contains($0.owner) }, but: owners)
    return (rest.map { CellPiece($0) }, removed)
  }

  private static func merged(_ a: [Cell], _ b: ArraySlice<Cell>) -> [Cell] {
    var merged: [Cell] = []
    merged.reserveCapacity(a.count + b.count)
    func take(_ cell: Cell) {
      if let last = merged.last, last.isSameCell(cell) {
        merged[merged.count - 1].plays += cell.plays
        merged[merged.count - 1].changed = max(last.changed, cell.changed)
      } else {
        merged.append(cell)
      }
    }
    var (i, j) = (0, b.startIndex)
    while i < a.count, j < b.endIndex {
      if b[j] < a[i] {
        take(b[j])
        j += 1
      } else {
        take(a[i])
        i += 1
      }
    }
    for cell in a[i...] { take(cell) }
    for cell in b[j...] { take(cell) }
    return merged
  }

  /// Columns of both: a run that none of the cells is of is copied whole.
  private static func columns(
    _ columns: CellColumns, _ cells: [Cell], but owners: Set<UInt64> = []
  ) -> [CellColumns] {
    var builder = CellColumnsBuilder()
    var next = 0
    func takeCells(while isBefore: (Cell) -> Bool) {
      while next < cells.count, isBefore(cells[next]) {
        builder.add(cells[next])
        next += 1
      }
    }
    for (position, artist) in columns.artists[0..<columns.artists.count].enumerated() {
      for run in columns.runs(position) {
        let owner = columns.owner(run, artist: artist)
        if !owners.isEmpty, owners.contains(owner) { continue }
        let month = UInt64(columns.months[run])
        takeCells { $0.owner < owner || $0.owner == owner && $0.place >> 32 < month }
        if next < cells.count, cells[next].owner == owner, cells[next].place >> 32 == month {
          columns.cells(run, artist: artist) { cell in
            takeCells { $0 < cell }
            builder.add(cell)
          }
          takeCells { $0.owner == owner && $0.place >> 32 == month }
        } else {
          builder.add(columns, run: run, artist: artist)
        }
        builder.note(changed: columns.changed[position])
      }
    }
    takeCells { _ in true }
    return builder.finish()
  }
}
