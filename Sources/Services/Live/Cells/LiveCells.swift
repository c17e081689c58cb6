/// All cells, in pieces that each have a range of artists. A value: a change replaces the pieces that it is about, and
/// whoever has the old value keeps what it had.
struct LiveCells: Sendable {
  private(set) var pieces: [CellPiece] = []
  /// First artist of each piece.
  private var firsts: [Int32] = []
  /// Cells at most.
  private(set) var count = 0
  /// Months that have plays, ascending.
  private(set) var months: [Int32] = []

  init() {}

  /// - Parameter columns: in the order of their artists, none of whom is in two.
  init(_ columns: [CellColumns]) {
    pieces = columns.map { CellPiece($0) }
    firsts = columns.map { $0.artists[0] }
    count = columns.reduce(0) { $0 + $1.count }
    months = Set(columns.flatMap { $0.months[0..<$0.months.count] }).sorted()
  }

  /// The piece that has an artist's cells, if there are any.
  func piece(of artist: Int32) -> CellPiece? { firsts.isEmpty ? nil : pieces[place(of: artist)] }

  /// Adds cells; those that are there already get more plays.
  mutating func add(_ cells: [Cell]) {
    guard !cells.isEmpty else { return }
    let sorted = cells.sorted(by: <)
    note(months: sorted)
    if pieces.isEmpty { replace(0..<0, by: [CellPiece(.empty)]) }
    // From the last piece to the first, so that the places of those to come stay.
    var end = sorted.count
    var place = pieces.count - 1
    while end > 0 {
      place = min(place, self.place(of: sorted[end - 1].artist))
      let first = place == 0 ? 0 : Cell.owner(firsts[place], track: 0)
      let start = bisected(end) { sorted[$0].owner < first }
      let before = pieces[place].count
      let new = pieces[place].adding(sorted[start..<end])
      count += new.reduce(0) { $0 + $1.count } - before
      replace(place..<place + 1, by: new)
      end = start
    }
  }

  /// Gives cells of artists' tracks to others.
  ///
  /// - Parameters:
  ///   - owners: whose cells are looked at.
  ///   - changed: number of the commit that did it.
  ///   - newOwner: whose a cell is now; `nil` takes it out.
  mutating func move(_ owners: [UInt64], changed: Int64, to newOwner: (Cell) -> UInt64?) {
    let byPlace = Dictionary(grouping: owners) { place(of: Int32(truncatingIfNeeded: $0 >> 32)) }
    var moved: [Cell] = []
    for (place, owners) in byPlace.sorted(by: { $0.key > $1.key }) where !pieces.isEmpty {
      let (rest, removed) = pieces[place].removing(Set(owners))
      guard !removed.isEmpty else { continue }
      count += rest.reduce(0) { $0 + $1.count } - pieces[place].count
      replace(place..<place + 1, by: rest.isEmpty ? [CellPiece(.empty)] : rest)
      moved += removed.compactMap { cell in
        newOwner(cell).map { Cell(owner: $0, place: cell.place, plays: cell.plays, changed: changed) }
      }
    }
    add(moved)
  }

  private func place(of artist: Int32) -> Int { max(0, bisected(firsts.count) { firsts[$0] <= artist } - 1) }

  /// The first of the new pieces keeps the range of the first replaced one.
  private mutating func replace(_ range: Range<Int>, by new: [CellPiece]) {
    let first = range.isEmpty ? 0 : firsts[range.lowerBound]
    pieces.replaceSubrange(range, with: new)
    firsts.replaceSubrange(
      range, with: new.enumerated().map { $0.offset == 0 ? first : $0.element.columns.artists[0] })
  }

  private mutating func note(months cells: [Cell]) {
    var new: Set<Int32> = []
    var last: Int32 = -1
    for cell in cells where cell.month != last {
      last = cell.month
      new.insert(last)
    }
    new.subtract(months)
    if !new.isEmpty { months = (months + new).sorted() }
  }
}
