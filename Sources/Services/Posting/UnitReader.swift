import Earnings
import Plays
import Postgres
import Store

/// Reads tracks of a month with their plays and what is posted of them, a bounded number at a time.
package struct UnitReader {
  /// A track's month: what there is to derive from, and what was posted.
  package struct Unit {
    package let track: PlayedTrack
    package let cells: [Derivation.Cell]
    package let posted: [Line.Key: Line.Figures]
  }

  private static let tracksAtATime = 16...8_192

  let db: Connection
  let period: Period
  let stretches: [Day]
  /// Whether anything of the month is posted: else nothing is looked for.
  let hasPostings: Bool
  /// Rows in memory at a time, about: tracks are taken in groups that hold so many.
  let rowsAtATime: Int

  package init(
    db: Connection, period: Period, stretches: [Day], hasPostings: Bool, rowsAtATime: Int = 200_000
  ) {
    self.db = db
    self.period = period
    self.stretches = stretches
    self.hasPostings = hasPostings
    self.rowsAtATime = rowsAtATime
  }

  /// Hands over groups of units, tracks in ascending order. Track 0 and tracks that are gone are left out.
  ///
  /// - Parameter others: how many rows the caller will read of a track besides.
  package func forEachGroup(_ tracks: [Int32], others: [Int32: Int] = [:], _ body: ([Unit]) throws -> Void) throws {
    let (facts, lines) = (FactStore(db), LineStore(db))
    var position = 0
    var size = Self.tracksAtATime.lowerBound
    while position < tracks.count {
      var numbers = Array(tracks[position..<min(position + size, tracks.count)])
      var besides = 0
      if !others.isEmpty {
        let fitting = numbers.prefix {
          besides += others[$0] ?? 0
          return besides <= rowsAtATime
        }
        // One track at least, whatever it brings.
        numbers = Array(numbers.prefix(max(1, fitting.count)))
      }
      position += numbers.count
      let known = try facts.tracks(numbers)
      let cells = try facts.cells(numbers, period, stretches)
      let posted = hasPostings ? try lines.posted(numbers, period) : [:]
      try body(
        numbers.compactMap { number in
          known[number].map { Unit(track: $0, cells: cells[number] ?? [], posted: posted[number] ?? [:]) }
        })
      let rows = cells.values.reduce(0) { $0 + $1.count } + posted.values.reduce(0) { $0 + $1.count }
      let next = rows == 0 ? size * 4 : size * rowsAtATime / max(rows, 1)
      size = min(max(next, Self.tracksAtATime.lowerBound), min(size * 8, Self.tracksAtATime.upperBound))
    }
  }
}
