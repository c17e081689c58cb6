import Earnings
import Ledger
import Plays
import Postgres
import Rates
import Store

/// The difference to post for one earning period: a transaction for each cause.
struct PeriodPosting {
  /// A transaction that is being put together while its lines are written.
  private struct Draft {
    let number: Int64
    let versions: Versions
    var sums = RoyaltySums()
    var digest = LinesDigest()
  }

  let db: Connection
  let period: Period
  let calendar: AccountingCalendar
  /// Marks under lower numbers are dealt with.
  let epoch: Int64
  let newest: Versions
  let progress: (_ done: Int, _ total: Int) -> Void

  /// Writes the lines and returns the transactions that go with them, to be appended in this order.
  ///
  /// - Parameter next: the number of the first of them.
  func transactions(from next: Int64) throws -> [Transaction] {
    let pending = PendingStore(db)
    let watermark = try pending.watermark(period)
    let tracks = try pending.tracks(period, before: epoch, watermark?.versions)
    defer { progress(tracks.count, tracks.count) }
    guard !tracks.isEmpty else { return [] }
    let inputs = try Inputs(db, period, newest)
    let markets = try LineStore(db).markets()
    let (steps, stretches) = try steps(inputs, watermark, markets)
    let differences = CausedDifferences(
      steps.map { CausedDifferences.Step(cause: $0.cause, derivation: $0.inputs.derivation(period, markets)) })
    var drafts: [Cause: Draft] = [:]
    var count: Int64 = 0
    var rows: [LineStore.Row] = []
    func add(_ lines: [Line], of track: Int32, _ cause: Cause) {
      if drafts[cause] == nil {
        let step = steps.last { $0.cause == cause } ?? steps[0]
        drafts[cause] = Draft(number: next + count, versions: step.inputs.versions)
        count += 1
      }
      for line in lines {
        drafts[cause]!.sums.add(line, of: track, platform: markets[Int(line.key.market)]!.platform)
        drafts[cause]!.digest.add(line, of: track, in: period)
        rows.append(LineStore.Row(transaction: drafts[cause]!.number, period: period, track: track, line: line))
      }
    }
    if tracks[0].number == 0 {
      let lines = try linesNotOurs(inputs.derivation(period, markets))
      if !lines.isEmpty { add(lines, of: 0, .report) }
    }
    let byCatalog = Set(tracks.filter(\.isByCatalog).map(\.number))
    let reader = UnitReader(
      db: db, period: period, stretches: stretches, hasPostings: watermark != nil)
    var done = 0
    try reader.forEachGroup(tracks.map(\.number).filter { $0 != 0 }) { units in
      for unit in units {
        let changes = differences.differences(
          of: unit.track, unit.cells, posted: unit.posted, isByCatalog: byCatalog.contains(unit.track.number))
        for change in changes { add(change.lines, of: unit.track.number, change.cause) }
      }
      try LineStore(db).write(rows)
      rows.removeAll(keepingCapacity: true)
      done += units.count
      progress(done, tracks.count)
    }
    try LineStore(db).write(rows)
    return try finish(drafts, inputs)
  }

  /// The steps from the last posting to now, with the days that divide any of them.
  private func steps(
    _ inputs: Inputs, _ watermark: PendingStore.Watermark?, _ markets: [Market?]
  ) throws -> (steps: [(cause: Cause, inputs: Inputs)], stretches: [Day]) {
    let isLate = watermark.map { $0.postedOn > period.last } ?? false
    let plays: Cause = isLate ? .latePlays : .accrual
    guard let watermark, watermark.versions != newest else {
      return ([(plays, inputs)], Derivation.stretches(of: period, inputs.rates, inputs.contracts))
    }
    let before = try Inputs(db, period, watermark.versions)
    let steps = [(cause: plays, inputs: before)] + before.steps(to: inputs)
    let days = steps.map { Set(Derivation.stretches(of: period, $0.inputs.rates, $0.inputs.contracts)) }
    return (steps, days.reduce(Set()) { $0.union($1) }.sorted())
  }

  private func linesNotOurs(_ derivation: Derivation) throws -> [Line] {
    let store = LineStore(db)
    var failure: (any Error)?
    let derived = derivation.linesNotOurs { isrc in
      do { return try store.isOurs(isrc) } catch { failure = error }
      return true
    }
    if let failure { throw failure }
    return Difference.lines(derived: derived, posted: try store.posted([0], period)[0] ?? [:])
  }

  private func finish(_ drafts: [Cause: Draft], _ inputs: Inputs) throws -> [Transaction] {
    let store = LineStore(db)
    return try drafts.sorted { $0.value.number < $1.value.number }.map { cause, draft in
      var draft = draft
      let artists = try store.artists(draft.sums.artists)
      let artist = { (number: Int32) in artists[number] ?? "" }
      try store.write(draft.sums.royalties(inputs.contracts, artist: artist), transaction: draft.number)
      return try Transaction(
        kind: .royalties, accountingDate: calendar.date(for: period), earningPeriod: period,
        reference: "royalties:\(period):\(cause.rawValue):\(draft.number)", cause: cause, versions: draft.versions,
        entries: draft.sums.entries(inputs.contracts, artist: artist), evidence: draft.digest.evidence())
    }
  }
}
