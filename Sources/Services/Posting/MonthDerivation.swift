import Earnings
import Ledger
import Plays
import Postgres
import Store

/// A month derived from its plays and reports: the one loop behind postings, balances, proofs, dry runs of rates and
/// comparisons of reports.
///
/// Tracks are taken in groups that fit into memory; how they are grouped makes no difference to any line. All of it is
/// read over the caller's connection, in the caller's snapshot.
package struct MonthDerivation {
  /// Tracks in memory at a time, ascending.
  package struct Group {
    package let tracks: [TrackMonth]
    /// One for each of the inputs, in their order, with what accepted reports say of these tracks.
    package let derivations: [Derivation]
  }

  private static let tracksAtATime = 16...8_192

  package let period: Period
  package let markets: Markets
  private let db: Connection
  private let inputs: [Inputs]
  /// The first days within which nothing changes that lines depend on.
  let stretches: [Day]
  private let readsPostings: Bool
  private let rowsAtATime: Int

  /// - Parameters:
  ///   - inputs: of the month; the lines are derived by each.
  ///   - days: days that divide the month besides changes of rates and contracts.
  ///   - readsPostings: false where nothing of the month is posted, or nobody asks.
  ///   - rowsAtATime: cells and lines in memory at a time, about.
  package init(
    _ db: Connection, _ period: Period, by inputs: [Inputs], dividedAt days: [Day] = [], readsPostings: Bool = false,
    rowsAtATime: Int = 200_000
  ) throws {
    self.db = db
    self.period = period
    self.inputs = inputs
    self.readsPostings = readsPostings
    self.rowsAtATime = rowsAtATime
    markets = try FactStore(db).markets()
    let days = try days + FactStore(db).daysOfReleases(period)
    stretches = inputs.reduce(into: Set(days)) {
      $0.formUnion(Derivation.stretches(of: period, $1.rates, $1.contracts))
    }.sorted()
  }

  /// The derivation by some inputs, with other reports than theirs.
  package func derivation(_ inputs: Inputs, reports: ReportBook) -> Derivation {
    Derivation(
      period: period, markets: markets.byNumber, rates: inputs.rates, fx: inputs.fx, contracts: inputs.contracts,
      reports: reports)
  }

  /// - Throws: `UnknownNumber` for a market that is not there.
  package func platform(of line: Line) throws -> String { try market(of: line).platform }

  package func market(of line: Line) throws -> Market { try markets.market(line.key.market, in: period) }

  package func artists(_ numbers: Set<Int32>) throws -> ArtistNames { try FactStore(db).artists(numbers, in: period) }

  /// The plays of tracks, added up within the stretches of the month.
  package func cells(of tracks: [Int32]) throws -> [Int32: [Derivation.Cell]] {
    let cells = try FactStore(db).cells(tracks, period, stretches)
    for cell in cells.values.joined() { _ = try markets.market(cell.market, in: period) }
    return cells
  }

  /// Hands over tracks group by group. Track 0, and tracks that the catalog no longer has, are left out.
  ///
  /// - Parameters:
  ///   - tracks: ascending.
  ///   - reportLines: rows of reports that are read of each track besides; `nil` takes those of accepted reports, and without
  ///     any what else is there of a recording is not read.
  package func forEachGroup(
    of tracks: [Int32], reportLines: [Int32: Int]? = nil, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    _ body: (Group) throws -> Void
  ) throws {
    let tracks = tracks.filter { $0 != 0 }
    // Without reports a derivation is the same for all tracks.
    let unreported = inputs.map { $0.reports.isEmpty ? derivation($0, reports: $0.reports) : nil }
    let needsOthers = reportLines != nil || unreported.contains { $0 == nil }
    let reportLines =
      try reportLines ?? (unreported.contains { $0 == nil } ? AcceptanceStore(db).acceptedLineCounts(period) : [:])
    var position = 0
    var size = Self.tracksAtATime.lowerBound
    while position < tracks.count {
      let numbers = fitting(tracks[position..<min(position + size, tracks.count)], reportLines)
      position += numbers.count
      let known = try FactStore(db).tracks(numbers)
      let cells = try cells(of: numbers)
      let others = needsOthers ? try others(of: numbers) : [:]
      let posted = readsPostings ? try LineStore(db).posted(numbers, period) : [:]
      try body(
        Group(
          tracks: numbers.compactMap { number in
            known[number].map {
              TrackMonth(
                track: $0, cells: cells[number] ?? [], others: others[number] ?? [], posted: posted[number] ?? [:])
            }
          },
          derivations: try zip(inputs, unreported).map { inputs, unreported in
            try unreported
              ?? derivation(
                inputs, reports: AcceptanceStore(db).book(period, of: numbers, asOf: inputs.versions.reports))
          }))
      progress(position, tracks.count)
      let rows = cells.values.reduce(0) { $0 + $1.count } + posted.values.reduce(0) { $0 + $1.count }
      let next = rows == 0 ? size * 4 : size * rowsAtATime / rows
      size = min(max(next, Self.tracksAtATime.lowerBound), min(size * 8, Self.tracksAtATime.upperBound))
    }
  }

  /// The other times of ownership of some tracks' recordings, and their other releases, with their plays.
  private func others(of tracks: [Int32]) throws -> [Int32: [Derivation.OtherTime]] {
    let store = FactStore(db)
    let numbers = try store.otherTimes(tracks)
    if numbers.isEmpty { return [:] }
    let all = Set(numbers.values.joined()).sorted()
    let (known, cells) = (try store.tracks(all), try cells(of: all))
    return numbers.mapValues { others in
      others.compactMap { number in
        known[number].map { Derivation.OtherTime(track: $0, cells: cells[number] ?? []) }
      }
    }
  }

  /// The first of some tracks whose lines of reports fit into memory: one at least, whatever it brings.
  private func fitting(_ tracks: ArraySlice<Int32>, _ reportLines: [Int32: Int]) -> [Int32] {
    if reportLines.isEmpty { return Array(tracks) }
    var rows = 0
    let fitting = tracks.prefix {
      rows += reportLines[$0] ?? 0
      return rows <= rowsAtATime
    }
    return Array(tracks.prefix(max(1, fitting.count)))
  }
}
