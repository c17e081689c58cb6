import Catalog
import Earnings
import Money
import Plays

/// One walk over the cells that a question asks for: of the artists that it can find anything of, and no others.
struct Scan {
  private let query: EarningsQuery
  private let contents: LiveBook.Contents
  private let selection: Selection
  private let groups: LiveMarkets.Groups
  private let walk: Walk
  private let currencies: [Currency]
  private var sums: SlotSums
  /// Sums by the catalog's numbers, where a question groups by them, and the number that the slots are of.
  private var keyed = KeyedSums()
  private var open: Int32?
  /// Plays of everything, where that is asked for, by the months' places and market, which are priced in the end.
  private var plays: [Int64] = []
  /// Keys that are wanted; `nil` for all.
  private let keys: Set<Int32>?

  /// - Parameter keys: of what the catalog has, those that are wanted; `nil` for all.
  init(_ query: EarningsQuery, _ contents: LiveContents, only keys: Set<Int32>? = nil) {
    self.keys = keys
    self.query = query
    self.contents = contents
    selection = Selection(query, contents.catalog)
    groups = contents.markets.groups(for: query)
    let asked = MonthsAsked(query, contents.cells.months, contents.prices)
    let months = asked.count
    let isByMarket = [.platform, .country, .tier].contains(query.groupBy)
    let isByDay = query.groupBy == .day
    var bases = Array(0..<months)
    if isByDay {
      var day = 0
      for (place, prices) in asked.prices.enumerated() {
        bases[place] = day
        day += prices.length
      }
      sums = SlotSums(rows: day, currencies: asked.currencies.count)
    } else {
      sums = SlotSums(rows: months * (isByMarket ? groups.keys.count : 1), currencies: asked.currencies.count)
    }
    walk = Walk(
      months: asked, markets: Column(groups.numbers), bases: bases, stride: isByMarket ? months : 0, isByDay: isByDay,
      width: sums.width)
    currencies = asked.currencies
  }

  /// - Parameter isWanted: looked at between pieces.
  /// - Throws: `CancellationError` where it is not wanted any longer.
  mutating func rows(_ isWanted: () -> Bool) throws -> [EarningsRow] {
    if let owners = owners {
      for (count, artist) in owners.enumerated() {
        if count % 64 == 0, !isWanted() { throw CancellationError() }
        if let piece = contents.cells.piece(of: artist) { add(artist, piece) }
      }
    } else {
      if !isByCatalog { plays = Array(repeating: 0, count: walk.months.count * walk.markets.count) }
      for piece in contents.cells.pieces {
        guard isWanted() else { throw CancellationError() }
        add(piece)
      }
      price()
    }
    close()
    return isByCatalog ? keyedRows() : rows()
  }

  /// Artists under whose tracks anything can be found; `nil` if that may be all.
  private var owners: [Int32]? {
    guard let keys else { return selection.owners(contents.catalog) }
    let catalog = contents.catalog
    switch query.groupBy {
    case .artist: return keys.sorted()
    case .album: return catalog.artists(of: keys.lazy.flatMap { catalog.tracks(ofAlbum: $0) })
    case .label: return catalog.artists(of: keys.lazy.flatMap { catalog.tracks(ofLabel: $0) })
    default: return catalog.artists(of: keys.lazy.flatMap { catalog.times.all(of: $0) })
    }
  }

  private var isByCatalog: Bool { [.artist, .album, .track, .label].contains(query.groupBy) }

  /// Adds all artists of a piece.
  private mutating func add(_ piece: CellPiece) {
    if plays.isEmpty {
      for position in 0..<piece.columns.artists.count {
        add(piece.columns.artists[position], piece.columns, position)
      }
    } else {
      let walk = walk
      plays.withUnsafeMutableBufferPointer { plays in
        sums.withSlots { slots in
          for run in 0..<piece.columns.tracks.count { walk.add(piece.columns, run: run, to: slots, plays.baseAddress) }
        }
      }
    }
    add(piece.late[...])
  }

  private mutating func add(_ artist: Int32, _ piece: CellPiece) {
    if let position = piece.columns.position(of: artist) { add(artist, piece.columns, position) }
    add(piece.late(of: artist))
  }

  private mutating func add(_ artist: Int32, _ columns: CellColumns, _ position: Int) {
    let isWhole = selection.includesAll(ofArtist: artist)
    let (catalog, selection, walk) = (contents.catalog, selection, walk)
    let runs = columns.runs(position)
    if isWhole, !isByCatalog || query.groupBy == .artist {
      if isByCatalog { begin(artist) }
      sums.withSlots { slots in for run in runs { walk.add(columns, run: run, to: slots) } }
      return
    }
    for run in runs {
      let track = columns.tracks[run]
      guard isWhole || selection.includes(track, catalog), keys?.contains(key(of: track)) ?? true else { continue }
      if isByCatalog { begin(key(of: track)) }
      sums.withSlots { walk.add(columns, run: run, to: $0) }
    }
  }

  private mutating func add(_ cells: ArraySlice<Cell>) {
    let walk = walk
    var (last, isIncluded): (Int32, Bool) = (-1, false)
    for cell in cells {
      if cell.track != last {
        last = cell.track
        isIncluded = selection.includes(last, contents.catalog) && keys?.contains(key(of: last)) ?? true
        if isIncluded, isByCatalog { begin(key(of: last)) }
      }
      if isIncluded { sums.withSlots { walk.add(cell, to: $0) } }
    }
  }

  /// Adds what the plays by market are worth.
  private mutating func price() {
    guard !plays.isEmpty else { return }
    let (walk, plays) = (walk, plays)
    sums.withSlots { slots in
      for (index, plays) in plays.enumerated() where plays != 0 {
        walk.add(plays, place: index / walk.markets.count, market: index % walk.markets.count, to: slots)
      }
    }
  }

  /// Number of the artist, album, recording or label under which a track's plays are shown.
  private func key(of track: Int32) -> Int32 {
    switch query.groupBy {
    case .artist: contents.catalog.artist(of: track)
    case .album: contents.catalog.album(of: track)
    case .label: contents.catalog.label(of: track)
    default: contents.catalog.times.first(of: track)
    }
  }

  /// Makes the slots those of a key. Keys come in runs: an artist's tracks are side by side.
  private mutating func begin(_ key: Int32) {
    guard open != key else { return }
    close()
    open = key
  }

  private mutating func close() {
    guard let key = open else { return }
    for month in 0..<walk.months.count {
      var isTouched = false
      sums.touched(month) { currency, slot in
        isTouched = true
        keyed.add(key, month: month, currency: currency, slot)
      }
      if isTouched { sums.clear(month) }
    }
    open = nil
  }

  // MARK: Rows

  private func keyedRows() -> [EarningsRow] {
    let catalog = contents.catalog
    return keyed.all.map { key, sums in
      let (text, name): (String, String) =
        switch query.groupBy {
        case .artist: (catalog.artists.key(key), catalog.artists.names[key])
        case .album: (catalog.albums.upc(key), catalog.albums.titles[key])
        case .label: (catalog.labels.key(key), catalog.labels.names[key])
        default: (catalog.isrc(key), catalog.titles[key])
        }
      return EarningsRow(key: text, name: name, earnings: sums.earnings(walk.months.prices, currencies))
    }.sorted { $0.key < $1.key }
  }

  private func rows() -> [EarningsRow] {
    let prices = walk.months.prices
    switch query.groupBy {
    case .day:
      return prices.indices.flatMap { month in
        (0..<prices[month].length).compactMap { day in
          row("\(prices[month].period.first.advanced(by: day))", [(month, walk.bases[month] + day)])
        }
      }
    case .month: return prices.indices.compactMap { row("\(prices[$0].period)", [($0, $0)]) }
    case .platform, .country, .tier:
      return groups.keys.enumerated().compactMap { number, key in
        row(key, prices.indices.map { ($0, number * prices.count + $0) })
      }.sorted { $0.key < $1.key }
    default: return row("", prices.indices.map { ($0, $0) }).map { [$0] } ?? []
    }
  }

  /// The row of a key from rows of the sums, each with its month; `nil` where it has no plays.
  private func row(_ key: String, _ rows: [(month: Int, row: Int)]) -> EarningsRow? {
    var key = (text: key, sums: KeySums())
    for (month, row) in rows {
      sums.touched(row) { currency, slot in key.sums.add(month: month, currency: currency, slot) }
    }
    guard key.sums.plays > 0 else { return nil }
    return EarningsRow(
      key: key.text, name: key.text, earnings: key.sums.earnings(walk.months.prices, currencies))
  }
}
