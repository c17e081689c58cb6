import Earnings
import Money
import Plays
import Rates

/// Finds out which keys of a ranking can be among its first, without working out what each has earned.
///
/// Plays are added up by key and nothing else, which costs a nanosecond or two a cell. For a ranking by money each play
/// counts what it is worth in the currency, rounded up to a whole 10^-12: what a key has earned then lies between two
/// bounds, and only those are worked out exactly whose upper bound reaches the lower bound of the last one shown.
struct Leaders {
  private let contents: LiveContents
  private let selection: Selection
  private let months: MonthsAsked
  private let markets: [Int32]
  /// Worth of a play by the months' places, stretch and market; `nil` for a ranking by plays.
  private let worth: [[Int64]]?
  private let dimension: Dimension
  private let limit: Int
  private var plays: [Int64]
  private var value: [Int64]
  private var hasOverflown = false

  /// - Parameters:
  ///   - query: grouped by what the catalog has.
  ///   - currency: that of a ranking by money.
  init(_ query: EarningsQuery, _ contents: LiveContents, limit: Int, in currency: Currency?) {
    self.contents = contents
    self.limit = limit
    dimension = query.groupBy!
    selection = Selection(query, contents.catalog)
    markets = contents.markets.groups(for: query).numbers
    let months = MonthsAsked(query, contents.cells.months, contents.prices)
    self.months = months
    let catalog = contents.catalog
    let count =
      switch dimension {
      case .artist: catalog.artists.count
      case .album: catalog.albums.titles.count
      case .label: catalog.labels.count
      default: catalog.count
      }
    plays = Array(repeating: 0, count: count)
    value = currency == nil ? [] : Array(repeating: 0, count: count)
    guard let currency else {
      worth = nil
      return
    }
    var isWorthTooMuch = false
    worth = months.prices.map { month in
      let rates = months.currencies.map { contents.fx.rate(month.period, from: $0, to: currency)?.pico ?? 0 }
      return month.prices.map { price in
        guard price.currency >= 0 else { return 0 }
        let (product, overflow) = Int128(price.pico).multipliedReportingOverflow(by: rates[Int(price.currency)])
        guard !overflow, product < Int128(1) << 100 else {
          isWorthTooMuch = true
          return 0
        }
        return Int64(clamping: (product + Amount.scale - 1) / Amount.scale)
      }
    }
    hasOverflown = isWorthTooMuch
  }

  /// Keys among which the first of the ranking are, by number.
  ///
  /// - Returns: `nil` where that cannot be told from bounds.
  /// - Throws: `CancellationError` where it is not wanted any longer.
  mutating func keys(_ isWanted: () -> Bool) throws -> [Int32]? {
    if let owners = selection.owners(contents.catalog) {
      for (count, artist) in owners.enumerated() {
        if count % 64 == 0, !isWanted() { throw CancellationError() }
        guard let piece = contents.cells.piece(of: artist) else { continue }
        if let position = piece.columns.position(of: artist) { add(artist, piece.columns, position) }
        add(piece.late(of: artist))
      }
    } else {
      for piece in contents.cells.pieces {
        guard isWanted() else { throw CancellationError() }
        for (position, artist) in piece.columns.columns.artists.enumerated() { add(artist, piece.columns, position) }
        add(piece.late[...])
      }
    }
    return hasOverflown ? nil : leading()
  }

  private func leading() -> [Int32] {
    // Each conversion of a month's sum in a currency is rounded once, by half a unit.
    let rounding = Int64(months.count * months.currencies.count + 1)
    func upper(_ key: Int) -> Int64 { worth == nil ? plays[key] : value[key] &+ rounding }
    func lower(_ key: Int) -> Int64 { worth == nil ? plays[key] : value[key] &- plays[key] &- rounding }
    var highest = Heap()
    for key in plays.indices where plays[key] > 0 { highest.offer(lower(key), limit) }
    guard let least = highest.least, highest.count == limit else {
      return plays.indices.filter { plays[$0] > 0 }.map { Int32($0) }
    }
    return plays.indices.filter { plays[$0] > 0 && upper($0) >= least }.map { Int32($0) }
  }

  private mutating func add(_ artist: Int32, _ columns: CellColumns, _ position: Int) {
    let isWhole = selection.includesAll(ofArtist: artist)
    for run in columns.runs(position) {
      let place = months.place(columns.columns.months[run])
      guard place >= 0 else { continue }
      let track = columns.columns.tracks[run]
      guard isWhole || selection.includes(track, contents.catalog) else { continue }
      let sum = sum(columns, run, place)
      if sum.plays > 0 { add(sum.plays, sum.value, to: key(of: track, artist)) }
    }
  }

  @inline(__always)
  private func sum(_ columns: CellColumns, _ run: Int, _ place: Int) -> (plays: Int64, value: Int64) {
    let (month, asked) = (months.prices[place], months.days[place])
    let worth = worth?[place]
    let isWhole = asked == month.allDays
    var next = Int(columns.columns.dayStarts[run])
    var (plays, value): (Int64, Int64) = (0, 0)
    for group in columns.groups(run) {
      let market = Int(columns.columns.markets[group])
      var days = columns.columns.days[group]
      let isOneDay = days & (days - 1) == 0
      let isAsked = markets[market] >= 0
      if isAsked, isWhole, worth == nil || month.isConstant[market] {
        let count = columns.plays(group)
        plays &+= count
        if let worth { value = Self.sum(value, count, worth[market]) }
      } else if isAsked, isOneDay {
        if days & asked != 0 {
          let count = columns.plays(group)
          plays &+= count
          if let worth {
            value = Self.sum(value, count, worth[month.place(market, day: days.trailingZeroBitCount + 1)])
          }
        }
      } else if isAsked {
        var index = next
        while days != 0 {
          let day = days.trailingZeroBitCount
          if asked & (1 << UInt32(day)) != 0 {
            let count = columns.dayPlays(index)
            plays &+= count
            if let worth { value = Self.sum(value, count, worth[month.place(market, day: day + 1)]) }
          }
          index += 1
          days &= days - 1
        }
      }
      if !isOneDay { next += columns.columns.days[group].nonzeroBitCount }
    }
    return (plays, value)
  }

  private mutating func add(_ cells: ArraySlice<Cell>) {
    for cell in cells {
      let place = months.place(cell.month)
      guard place >= 0, months.days[place] & (1 << UInt32(cell.day - 1)) != 0, markets[Int(cell.market)] >= 0,
        selection.includes(cell.track, contents.catalog)
      else { continue }
      let price = months.prices[place].place(Int(cell.market), day: Int(cell.day))
      add(cell.plays, Self.sum(0, cell.plays, worth?[place][price] ?? 0), to: key(of: cell.track, cell.artist))
    }
  }

  private mutating func add(_ count: Int64, _ worth: Int64, to key: Int32) {
    plays[Int(key)] &+= count
    guard self.worth != nil else { return }
    value[Int(key)] = Self.sum(value[Int(key)], 1, worth)
    // Bounds that do not fit bound nothing.
    if value[Int(key)] > Int64.max / 2 { hasOverflown = true }
  }

  /// A sum that stays at its greatest where it does not fit.
  @inline(__always)
  private static func sum(_ sum: Int64, _ count: Int64, _ worth: Int64) -> Int64 {
    let (product, overflow) = count.multipliedReportingOverflow(by: worth)
    let (total, isTooMuch) = sum.addingReportingOverflow(product)
    return overflow || isTooMuch ? .max : total
  }

  private func key(of track: Int32, _ artist: Int32) -> Int32 {
    switch dimension {
    case .artist: artist
    case .album: contents.catalog.album(of: track)
    case .label: contents.catalog.label(of: track)
    default: track
    }
  }

  /// The greatest of the numbers that it was offered.
  private struct Heap {
    private var numbers: [Int64] = []

    var count: Int { numbers.count }
    var least: Int64? { numbers.first }

    mutating func offer(_ number: Int64, _ limit: Int) {
      if numbers.count < limit {
        numbers.append(number)
        var child = numbers.count - 1
        while child > 0, numbers[child] < numbers[(child - 1) / 2] {
          numbers.swapAt(child, (child - 1) / 2)
          child = (child - 1) / 2
        }
      } else if let least = numbers.first, number > least {
        numbers[0] = number
        var parent = 0
        while true {
          var child = 2 * parent + 1
          guard child < numbers.count else { break }
          if child + 1 < numbers.count, numbers[child + 1] < numbers[child] { child += 1 }
          guard numbers[child] < numbers[parent] else { break }
          numbers.swapAt(child, parent)
          parent = child
        }
      }
    }
  }
}
