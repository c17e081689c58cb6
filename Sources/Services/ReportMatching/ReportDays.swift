import Earnings
import Plays
import Posting
import Postgres
import Store

/// What the plays imply over the days of a report that counts in other months than the calendar's.
struct ReportDays {
  /// A calendar month that some of the days are in.
  private struct Month {
    let period: Period
    let days: ClosedRange<Day>
    let stretches: [Day]
    let derivation: Derivation
  }

  private let db: Connection
  private var months: [Month] = []

  /// - Parameter scopes: of one period; their days are taken together.
  init(
    _ db: Connection, _ period: Period, _ scopes: [PlatformReportStore.Scope], _ inputs: Inputs, _ markets: [Market?]
  ) {
    self.db = db
    let days = scopes.compactMap(\.days)
    guard let first = days.map(\.lowerBound).min(), let last = days.map(\.upperBound).max() else { return }
    var month = first.period
    while month <= last.period {
      let within = max(first, month.first)...min(last, month.last)
      var stretches = Set(Derivation.stretches(of: month, inputs.rates, inputs.contracts))
      stretches.insert(within.lowerBound)
      if within.upperBound < month.last { stretches.insert(within.upperBound.advanced(by: 1)) }
      months.append(
        Month(
          period: month, days: within, stretches: stretches.sorted(),
          derivation: inputs.derivation(month, markets, reports: ReportBook())))
      month = month.next
    }
  }

  /// Tracks that have plays in any of the months.
  func tracks(inMarkets markets: [Int32]) throws -> [Int32] {
    try months.flatMap { try PendingStore(db).tracksWithPlays($0.period, inMarkets: markets) }
  }

  /// The estimated lines of tracks over the days, by track; `nil` where the days are the calendar month's.
  func lines(_ tracks: [PlayedTrack]) throws -> [Int32: [Line]]? {
    if months.isEmpty { return nil }
    var lines: [Int32: [Line]] = [:]
    for month in months {
      let cells = try FactStore(db).cells(tracks.map(\.number), month.period, month.stretches)
      for track in tracks {
        let within = (cells[track.number] ?? []).filter { month.days.contains(Day(number: $0.day)) }
        lines[track.number, default: []] += month.derivation.lines(of: track, within)
      }
    }
    return lines
  }
}
