import Earnings
import Ledger
import Plays
import Postgres
import Rates
import Store

/// The difference to post for one earning period: a transaction for each cause.
struct PeriodPosting {
  /// Lines of one cause by one set of versions make a transaction.
  private struct Place: Hashable {
    let cause: Cause
    let step: Int
  }

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
    let markets = try FactStore(db).markets()
    let (steps, stretches) = try steps(inputs, watermark)
    var drafts: [Place: Draft] = [:]
    var rows: [LineStore.Row] = []
    func add(_ lines: [Line], of track: Int32, _ cause: Cause, step: Int) {
      let place = Place(cause: cause, step: step)
      if drafts[place] == nil {
        drafts[place] = Draft(number: next + Int64(drafts.count), versions: steps[step].inputs.versions)
      }
      for line in lines {
        drafts[place]!.sums.add(line, of: track, platform: markets[Int(line.key.market)]!.platform)
        drafts[place]!.digest.add(line, of: track, in: period)
        rows.append(LineStore.Row(transaction: drafts[place]!.number, period: period, track: track, line: line))
      }
    }
    if tracks[0].number == 0 {
      let lines = try LinesNotOurs(db, period).difference(asOf: newest.reports)
      if !lines.isEmpty { add(lines, of: 0, .report, step: steps.count - 1) }
    }
    let byCatalog = Set(tracks.filter(\.isByCatalog).map(\.number))
    let reader = UnitReader(
      db: db, period: period, stretches: stretches, hasPostings: watermark != nil)
    var done = 0
    let reported = inputs.reports.isEmpty ? [:] : try ReportStore(db).acceptedLineCounts(period)
    try reader.forEachGroup(tracks.map(\.number).filter { $0 != 0 }, others: reported) { units in
      let numbers = units.map(\.track.number)
      let differences = CausedDifferences(
        try steps.map {
          CausedDifferences.Step(
            cause: $0.cause, derivation: try $0.inputs.derivation(db, period, markets, of: numbers))
        })
      for unit in units {
        let changes = differences.differences(
          of: unit.track, unit.cells, posted: unit.posted, isByCatalog: byCatalog.contains(unit.track.number))
        for change in changes { add(change.lines, of: unit.track.number, change.cause, step: change.step) }
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
    _ inputs: Inputs, _ watermark: PendingStore.Watermark?
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

  private func finish(_ drafts: [Place: Draft], _ inputs: Inputs) throws -> [Transaction] {
    let store = LineStore(db)
    return try drafts.sorted { $0.value.number < $1.value.number }.map { place, draft in
      var draft = draft
      let artists = try FactStore(db).artists(draft.sums.artists)
      let artist = { (number: Int32) in artists[number] ?? "" }
      try store.write(draft.sums.royalties(inputs.contracts, artist: artist), transaction: draft.number)
      return try Transaction(
        kind: .royalties, accountingDate: calendar.date(for: period), earningPeriod: period,
        reference: "royalties:\(period):\(place.cause.rawValue):\(draft.number)", cause: place.cause,
        versions: draft.versions,
        entries: draft.sums.entries(inputs.contracts, artist: artist), evidence: draft.digest.evidence())
    }
  }
}
