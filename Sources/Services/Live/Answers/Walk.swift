/// The way through cells: which months, days and markets are asked for, and into which row of the sums each cell goes.
struct Walk {
  let months: MonthsAsked
  /// Group of each market; -1 for one that is left out.
  let markets: [Int32]
  /// Row of the first group in each month, and rows from one group to the next.
  let bases: [Int]
  let stride: Int
  /// True if each day has a row of its own, after the month's first.
  let isByDay: Bool

  /// Adds the cells of one run of a piece.
  @inline(__always)
  func add(_ columns: CellColumns, run: Int, to slots: UnsafeMutableBufferPointer<SlotSums.Slot>, width: Int) {
    let place = months.place(columns.columns.months[run])
    guard place >= 0 else { return }
    let (prices, asked, base) = (months.prices[place], months.days[place], bases[place])
    let isWhole = asked == prices.allDays && !isByDay
    var next = Int(columns.columns.dayStarts[run])
    for group in columns.groups(run) {
      let market = Int(columns.columns.markets[group])
      let number = Int(markets[market])
      var days = columns.columns.days[group]
      let isOneDay = days & (days - 1) == 0
      guard number >= 0 else {
        if !isOneDay { next += days.nonzeroBitCount }
        continue
      }
      let row = base + number * stride
      if isWhole, prices.isConstant[market] {
        Self.add(columns.plays(group), at: prices.price(market, day: 1), row, slots, width)
        if !isOneDay { next += days.nonzeroBitCount }
      } else if isOneDay {
        guard days & asked != 0 else { continue }
        let day = days.trailingZeroBitCount
        Self.add(
          columns.plays(group), at: prices.price(market, day: day + 1), isByDay ? row + day : row, slots, width)
      } else {
        while days != 0 {
          let day = days.trailingZeroBitCount
          if asked & (1 << UInt32(day)) != 0 {
            Self.add(
              columns.dayPlays(next), at: prices.price(market, day: day + 1), isByDay ? row + day : row, slots, width)
          }
          next += 1
          days &= days - 1
        }
      }
    }
  }

  /// Adds one late cell.
  @inline(__always)
  func add(_ cell: Cell, to slots: UnsafeMutableBufferPointer<SlotSums.Slot>, width: Int) {
    let place = months.place(cell.month)
    guard place >= 0, months.days[place] & (1 << UInt32(cell.day - 1)) != 0 else { return }
    let number = Int(markets[Int(cell.market)])
    guard number >= 0 else { return }
    let row = bases[place] + number * stride + (isByDay ? Int(cell.day) - 1 : 0)
    let price = months.prices[place].price(Int(cell.market), day: Int(cell.day))
    Self.add(cell.plays, at: price, row, slots, width)
  }

  @inline(__always)
  private static func add(
    _ plays: Int64, at price: MonthPrices.Price, _ row: Int, _ slots: UnsafeMutableBufferPointer<SlotSums.Slot>,
    _ width: Int
  ) {
    let index = row * width + Int(price.currency) + 1
    slots[index].plays += plays
    slots[index].pico += Int128(plays) * Int128(price.pico)
  }
}
