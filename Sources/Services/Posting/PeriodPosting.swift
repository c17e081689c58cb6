import Earnings
import Ledger
import Plays
import Postgres
import Rates
import Store

/// The difference to post for one earning period: a transaction for each cause.
struct PeriodPosting {
  /// Lines of one cause by one set of versions make a transaction.
  private struct DraftKey: Hashable {
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
    guard !tracks.isEmpty else { return [] }
    let inputs = try Inputs(db, period, newest)
    let steps = try steps(inputs, watermark)
    let month = try MonthDerivation(db, period, by: steps.map(\.inputs), readsPostings: watermark != nil)
    var drafts: [DraftKey: Draft] = [:]
    var rows: [LineStore.Row] = []
    func add(_ lines: [Line], of track: Int32, _ cause: Cause, step: Int) throws {
      let key = DraftKey(cause: cause, step: step)
      if drafts[key] == nil {
        drafts[key] = Draft(number: next + Int64(drafts.count), versions: steps[step].inputs.versions)
      }
      for line in lines {
        drafts[key]!.sums.add(line, of: track, platform: try month.platform(of: line))
        drafts[key]!.digest.add(line, of: track, in: period)
        rows.append(LineStore.Row(transaction: drafts[key]!.number, period: period, track: track, line: line))
      }
    }
    if tracks[0].number == 0 {
      let lines = try LinesNotOurs(db, period).difference(asOf: newest.reports)
      if !lines.isEmpty { try add(lines, of: 0, .report, step: steps.count - 1) }
    }
    let byCatalog = Set(tracks.filter(\.isByCatalog).map(\.number))
    try month.forEachGroup(of: tracks.map(\.number), progress: progress) { group in
      let differences = CausedDifferences(
        zip(steps, group.derivations).map { CausedDifferences.Step(cause: $0.cause, derivation: $1) })
      for month in group.tracks {
        let changes = differences.differences(
          of: month.track, month.cells, beside: month.others, posted: month.posted,
          isByCatalog: byCatalog.contains(month.track.number))
        for change in changes { try add(change.lines, of: month.track.number, change.cause, step: change.step) }
      }
      try LineStore(db).write(rows)
      rows.removeAll(keepingCapacity: true)
    }
    try LineStore(db).write(rows)
    return try finish(drafts, inputs, month)
  }

  /// The steps from the last posting to now.
  private func steps(_ inputs: Inputs, _ watermark: PendingStore.Watermark?) throws -> [(cause: Cause, inputs: Inputs)]
  {
    let isLate = watermark.map { $0.postedOn > period.last } ?? false
    let plays: Cause = isLate ? .latePlays : .accrual
    guard let watermark, watermark.versions != newest else { return [(plays, inputs)] }
    let before = try Inputs(db, period, watermark.versions)
    return [(cause: plays, inputs: before)] + before.steps(to: inputs)
  }

  private func finish(
    _ drafts: [DraftKey: Draft], _ inputs: Inputs, _ month: MonthDerivation
  ) throws -> [Transaction] {
    let store = LineStore(db)
    return try drafts.sorted { $0.value.number < $1.value.number }.map { key, draft in
      var draft = draft
      let artists = try month.artists(draft.sums.artists)
      let royalties = try draft.sums.royalties(inputs.contracts) { try artists($0) }
      try store.write(royalties, transaction: draft.number)
      return try Transaction(
        kind: .royalties, accountingDate: calendar.date(for: period), earningPeriod: period,
        reference: "royalties:\(period):\(key.cause.rawValue):\(draft.number)", cause: key.cause,
        versions: draft.versions,
        entries: draft.sums.entries(inputs.contracts) { try artists($0) }, evidence: draft.digest.evidence())
    }
  }
}
