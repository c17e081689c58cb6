/// The way through cells: which months, days and markets are asked for, and into which row of the sums each cell goes.
struct Walk {
  typealias Slots = UnsafeMutablePointer<SlotSums.Slot>

  let months: MonthsAsked
  /// Group of each market; -1 for one that is left out.
  let markets: Column<Int32>
  /// Row of the first group in each month, and rows from one group to the next.
  let bases: [Int]
  let stride: Int
  /// True if each day has a row of its own, after the month's first.
  let isByDay: Bool
  /// Slots of a row.
  let width: Int

  /// Adds the cells of one run.
  ///
  /// - Parameter plays: by the months' places and market: takes those of whole months at one price, to be priced later.
  @inline(__always)
  func add(_ columns: CellColumns, run: Int, to slots: Slots, _ plays: UnsafeMutablePointer<Int64>? = nil) {
    let place = months.place(columns.months.base[run])
    guard place >= 0 else { return }
    let (month, base) = (months.bare[place], bases[place])
    let groups = Int(columns.groupStarts.base[run])..<Int(columns.groupStarts.base[run + 1])
    if month.isWhole, !isByDay, month.areAllConstant {
      if let plays = plays.map({ $0 + place * markets.count }) {
        for group in groups { plays[Int(columns.markets.base[group])] += columns.plays(group) }
        return
      }
      for group in groups {
        let market = Int(columns.markets.base[group])
        let number = Int(markets.base[market])
        if number >= 0 { add(columns.plays(group), at: month.prices[market], base + number * stride, slots) }
      }
    } else {
      add(columns, groups, from: Int(columns.dayStarts.base[run]), month, base, slots)
    }
  }

  /// Adds groups whose days must be looked at.
  private func add(
    _ columns: CellColumns, _ groups: Range<Int>, from firstDay: Int, _ month: MonthPrices.Bare, _ base: Int,
    _ slots: Slots
  ) {
    let (asked, isWhole) = (month.asked, month.isWhole && !isByDay)
    var next = firstDay
    for group in groups {
      let market = Int(columns.markets.base[group])
      let number = Int(markets.base[market])
      var days = columns.days.base[group]
      let isOneDay = days & (days - 1) == 0
      let row = base + number * stride
      if number < 0 || isWhole && month.isConstant[market] || isOneDay {
        let day = days.trailingZeroBitCount
        if number >= 0, !isOneDay || isWhole || days & asked != 0 {
          add(columns.plays(group), at: month.price(market, day: day + 1), isByDay ? row + day : row, slots)
        }
        if !isOneDay { next += days.nonzeroBitCount }
        continue
      }
      while days != 0 {
        let day = days.trailingZeroBitCount
        if asked & (1 << UInt32(day)) != 0 {
          add(columns.dayPlays(next), at: month.price(market, day: day + 1), isByDay ? row + day : row, slots)
        }
        next += 1
        days &= days - 1
      }
    }
  }

  /// Adds plays of a market in a month at one price.
  func add(_ plays: Int64, place: Int, market: Int, to slots: Slots) {
    let number = Int(markets.base[market])
    if number >= 0 { add(plays, at: months.bare[place].prices[market], bases[place] + number * stride, slots) }
  }

  /// Adds one late cell.
  @inline(__always)
  func add(_ cell: Cell, to slots: Slots) {
    let place = months.place(cell.month)
    guard place >= 0, months.bare[place].asked & (1 << UInt32(cell.day - 1)) != 0 else { return }
    let number = Int(markets.base[Int(cell.market)])
    guard number >= 0 else { return }
    let row = bases[place] + number * stride + (isByDay ? Int(cell.day) - 1 : 0)
    add(cell.plays, at: months.bare[place].price(Int(cell.market), day: Int(cell.day)), row, slots)
  }

  @inline(__always)
  private func add(_ plays: Int64, at price: MonthPrices.Price, _ row: Int, _ slots: Slots) {
    let slot = slots + (row * width + Int(price.currency) + 1)
    slot.pointee.plays += plays
    slot.pointee.pico += Int128(plays) * Int128(price.pico)
  }
}
