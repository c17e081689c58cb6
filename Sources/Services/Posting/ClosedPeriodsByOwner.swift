import Earnings
import Ledger
import Plays
import Store

/// Sums of closed periods that recordings move which get other owners from a day on, or stand on several releases.
extension ClosedPeriods {
  private static let recordingsAtATime = 256

  /// Adds what recordings come to by their new owners, less what they came to by the former ones. Plays are still counted
  /// under the former: they go over when nothing is counted meanwhile.
  func add(
    _ recordings: [String], of catalog: CatalogChange, _ period: Period, _ inputs: Inputs,
    to totals: inout RoyaltyTotals
  ) throws {
    var rest = recordings[...]
    while !rest.isEmpty {
      let group = Array(rest.prefix(Self.recordingsAtATime))
      rest = rest.dropFirst(group.count)
      let month = try MonthDerivation(
        db, period, by: [inputs], dividedAt: try catalog.daysOfChange(group, period), rowsAtATime: Self.rowsAtATime)
      let times = try catalog.times(group)
      let numbers = times.values.flatMap { $0.former.map(\.number) }.sorted()
      let derivation = month.derivation(
        inputs,
        reports: inputs.reports.isEmpty
          ? inputs.reports
          : try AcceptanceStore(db).book(period, of: numbers, asOf: inputs.versions.reports))
      let cells = try month.cells(of: numbers)
      for recording in group {
        guard let times = times[recording] else { continue }
        let plays = Dictionary(grouping: times.former, by: \.release).mapValues {
          $0.flatMap { cells[$0.number] ?? [] }
        }
        let before = times.former.map { Derivation.OtherTime(track: $0, cells: cells[$0.number] ?? []) }
        let after = times.new.map { track in
          Derivation.OtherTime(
            track: track, cells: (plays[track.release] ?? []).filter { track.has(Day(number: $0.day)) })
        }
        for (track, lines) in Self.lines(after, derivation) {
          try Self.add(lines, less: [], of: track, month, to: &totals)
        }
        for (track, lines) in Self.lines(before, derivation) {
          try Self.add([], less: lines, of: track, month, to: &totals)
        }
      }
    }
  }

  /// The lines of each time of ownership of a recording, with the track's number.
  private static func lines(
    _ times: [Derivation.OtherTime], _ derivation: Derivation
  ) -> [(track: Int32, lines: [Line])] {
    times.indices.map { index in
      var others = times
      let time = others.remove(at: index)
      return (time.track.number, derivation.lines(of: time.track, time.cells, beside: others))
    }
  }
}
