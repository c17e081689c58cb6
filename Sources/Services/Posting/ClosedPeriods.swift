import Contracts
import Earnings
import Ledger
import Plays
import Postgres
import Rates
import Store

/// Sums of closed periods that a change moves which is written and not committed: each month is derived without it and with
/// it, from the same plays. Inside the change's own transaction.
///
/// Only what the change itself adds is in them: late plays, say, that wait to be posted are in both.
package struct ClosedPeriods {
  /// Sums that somebody has to agree to, and those of what is routine.
  package struct Changes: Sendable {
    package var moved: [ClosedChange] = []
    package var routine: [ClosedChange] = []

    package init(moved: [ClosedChange] = [], routine: [ClosedChange] = []) {
      self.moved = moved
      self.routine = routine
    }
  }

  /// Few enough for an import that is asked for over the API.
  static let rowsAtATime = 50_000

  let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// The days of closed periods; none becomes closed until the transaction ends. `nil` where there are none.
  package func days() throws -> ClosedRange<Day>? { try PeriodStore(db).closedDays() }

  /// Sums that versions move which were added last.
  ///
  /// An exchange rate that was missing is routine; one that takes the place of another is not.
  ///
  /// - Parameter added: how many of them the transaction has added.
  package func changes(by kind: PendingStore.VersionKind, added: Int) throws -> Changes {
    var changes = Changes()
    guard added > 0, let last = try days()?.upperBound.period else { return changes }
    let pending = PendingStore(db)
    let newest = try pending.newestVersions()
    var before = newest
    switch kind {
    case .rates: before.rates = try pending.version(kind, before: added)
    case .fx: before.fx = try pending.version(kind, before: added)
    case .contracts: before.contracts = try pending.version(kind, before: added)
    }
    for period in try pending.months(through: last) {
      let tracks = try pending.tracks(period, before: nil, before).map(\.number)
      guard tracks.contains(where: { $0 != 0 }) else { continue }
      var steps = [try Inputs(db, period, before), try Inputs(db, period, newest)]
      if kind == .fx {
        // What was missing comes first, so that it is told apart from what is corrected.
        let missing = try FXStore(db).book(asOf: before.fx, orFirst: true)
        steps.insert(
          Inputs(
            versions: before, rates: steps[0].rates, fx: missing, contracts: steps[0].contracts,
            reports: steps[0].reports), at: 1)
      }
      let month = try MonthDerivation(db, period, by: steps, rowsAtATime: Self.rowsAtATime)
      var sums = steps.dropFirst().map { _ in totals(steps[0].contracts, month) }
      try month.forEachGroup(of: tracks) { group in
        for track in group.tracks {
          var former = track.lines(group.derivations[0])
          for (index, derivation) in group.derivations.dropFirst().enumerated() {
            let lines = track.lines(derivation)
            try Self.add(lines, less: former, of: track.track.number, month, to: &sums[index])
            former = lines
          }
        }
      }
      changes.moved += ClosedChange.changes(of: period, by: try sums[sums.count - 1].finish().entries)
      if sums.count > 1 { changes.routine += ClosedChange.changes(of: period, by: try sums[0].finish().entries) }
    }
    return changes
  }

  /// Sums that an import of the catalog moves by giving tracks to others, and those of plays and reported money that waited
  /// for tracks which it brings: these are routine.
  package func changes(by catalog: CatalogChange) throws -> Changes {
    var changes = Changes()
    guard let days = try days() else { return changes }
    try catalog.listWaiting(through: days.upperBound)
    let pending = PendingStore(db)
    let months = try pending.months(through: days.upperBound.period)
    let beginning = try BeginningStore(db).beginning()?.period
    let newest = try pending.newestVersions()
    for period in Set(months + (try catalog.waitingMonths())).sorted() where period >= beginning ?? period {
      let (moved, learned, shared) = (
        try catalog.moved(period), try withOtherTimes(catalog.learned(period)), try catalog.sharedAnew(period)
      )
      guard !moved.isEmpty || !learned.isEmpty || !shared.isEmpty else { continue }
      let inputs = try Inputs(db, period, newest)
      let month = try MonthDerivation(db, period, by: [inputs], rowsAtATime: Self.rowsAtATime)
      var gone = totals(inputs.contracts, month)
      try month.forEachGroup(of: moved) { group in
        let former = try catalog.former(group.tracks.map(\.track.number))
        for track in group.tracks {
          guard let owned = former[track.track.number] else { continue }
          try Self.add(
            track.lines(group.derivations[0]), less: group.derivations[0].lines(of: owned, track.cells),
            of: track.track.number, month, to: &gone)
        }
      }
      try add(shared, of: catalog, period, inputs, to: &gone)
      changes.moved += ClosedChange.changes(of: period, by: try gone.finish().entries)
      var come = totals(inputs.contracts, month)
      try month.forEachGroup(of: learned) { group in
        let numbers = group.tracks.flatMap { [$0.track.number] + $0.others.map(\.track.number) }
        let (waiting, new) = (try catalog.waiting(numbers, period, month.stretches), try catalog.new(numbers))
        func with(_ number: Int32, _ cells: [Derivation.Cell]) -> [Derivation.Cell] { cells + (waiting[number] ?? []) }
        for track in group.tracks {
          let others = track.others.map {
            Derivation.OtherTime(track: $0.track, cells: with($0.track.number, $0.cells))
          }
          let lines = group.derivations[0].lines(
            of: track.track, with(track.track.number, track.cells), beside: others)
          if new.contains(track.track.number) {
            try Self.add(lines, less: [], of: track.track.number, month, to: &come)
            try Self.add([], less: Self.notOurs(lines), of: 0, month, to: &come)
          } else {
            try Self.add(lines, less: track.lines(group.derivations[0]), of: track.track.number, month, to: &come)
          }
        }
      }
      changes.routine += ClosedChange.changes(of: period, by: try come.finish().entries)
    }
    return changes
  }

  /// Tracks with the other times of ownership of their recordings, in order: what a report says is divided among all.
  private func withOtherTimes(_ tracks: [Int32]) throws -> [Int32] {
    Set(tracks).union(try FactStore(db).otherTimes(tracks).values.joined()).sorted()
  }

  /// Advances and costs that are dated in closed periods.
  package func advances(_ advances: [Advance]) throws -> [ClosedChange] {
    guard !advances.isEmpty, let days = try days() else { return [] }
    return ClosedChange.added(
      advances.filter { $0.date <= days.upperBound }.map {
        ClosedChange(
          period: $0.date.period, kind: .recoupable, key: $0.payee, currency: $0.currency, difference: $0.amount)
      })
  }

  func totals(_ contracts: ContractBook, _ month: MonthDerivation) -> RoyaltyTotals {
    RoyaltyTotals(contracts) { numbers in
      let artists = try month.artists(numbers)
      return { try artists($0) }
    }
  }

  static func add(
    _ lines: [Line], less former: [Line], of track: Int32, _ month: MonthDerivation, to totals: inout RoyaltyTotals
  ) throws {
    let former = Dictionary(uniqueKeysWithValues: former.map { ($0.key, $0.figures) })
    for line in Difference.lines(derived: lines, posted: former) {
      try totals.add(line, of: track, platform: try month.platform(of: line))
    }
  }

  /// The reported lines of a track as they were while it was not ours.
  private static func notOurs(_ lines: [Line]) -> [Line] {
    var sums: [Line.Key: Line.Figures] = [:]
    for line in lines where line.key.basis != .estimated {
      var figures = Line.Figures()
      figures.plays = line.figures.plays
      figures.gross = line.figures.gross
      figures.waiting = line.figures.gross
      sums[
        Line.Key(market: line.key.market, contract: 0, artist: 0, currency: line.key.currency, basis: .reported),
        default: .init()] += figures
    }
    return sums.map { Line(key: $0.key, figures: $0.value) }
  }
}

extension ClosedPeriods {
  /// Contract that no longer covers days of closed periods, and nothing of the same scope in its place.
  package struct Lost: Sendable {
    package let written: ContractStore.Written
    /// The first of the days.
    package let days: ClosedRange<Day>
  }

  /// Those of some contracts whose new dates leave days of closed periods without them.
  package func lost(by written: [ContractStore.Written]) throws -> [Lost] {
    guard let closed = try days() else { return [] }
    let lost = written.compactMap { written in
      written.before?.daysLost(to: written.submission.contract, in: closed).map { Lost(written: written, days: $0) }
    }
    guard !lost.isEmpty else { return [] }
    let book = try ContractStore(db).book()
    return lost.filter { book.number(for: [$0.written.before!.covers], on: $0.days.lowerBound) == 0 }
  }
}
