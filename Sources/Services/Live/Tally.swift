import Earnings
import Money

/// Earnings of one key while they are added up: few lines, found by looking along them.
struct Tally {
  private struct Line {
    let stretch: Int32
    let currency: Int32
    var pico: Int128
  }

  private(set) var isTouched = false
  private var plays: Int64 = 0
  private var unrated: Int64 = 0
  private var lines: [Line] = []

  @inline(__always)
  mutating func add(plays added: Int64, stretch: Int, _ cell: RateGrid.Cell) {
    isTouched = true
    plays += added
    guard cell.currency >= 0 else {
      unrated += added
      return
    }
    let pico = Int128(added) * Int128(cell.rate)
    for index in lines.indices where lines[index].currency == cell.currency && lines[index].stretch == stretch {
      lines[index].pico += pico
      return
    }
    lines.append(Line(stretch: Int32(stretch), currency: cell.currency, pico: pico))
  }

  func earnings(_ grid: RateGrid) -> Earnings {
    Earnings(
      plays: plays, unratedPlays: unrated,
      gross: lines.map {
        (grid.period(stretch: Int($0.stretch)), grid.currencies[Int($0.currency)], Amount(pico: $0.pico))
      })
  }
}
