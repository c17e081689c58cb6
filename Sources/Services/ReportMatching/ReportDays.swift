import Earnings
import Plays
import Posting
import Postgres
import Store

/// Estimates over the days of a report that counts in other months than the calendar's.
struct ReportDays {
  /// A calendar month that some of the days are in.
  private struct Month {
    let month: MonthDerivation
    let days: ClosedRange<Day>
    let derivation: Derivation
  }

  private let db: Connection
  private var months: [Month] = []

  /// - Parameter scopes: of one period; their days are taken together.
  init(_ db: Connection, _ scopes: [ReportStore.Scope], _ inputs: Inputs) throws {
    self.db = db
    let days = scopes.compactMap(\.days)
    guard let first = days.map(\.lowerBound).min(), let last = days.map(\.upperBound).max() else { return }
    var period = first.period
    while period <= last.period {
      let within = max(first, period.first)...min(last, period.last)
      let after = within.upperBound.advanced(by: 1)
      let month = try MonthDerivation(
        db, period, by: [inputs], dividedAt: [within.lowerBound] + (after <= period.last ? [after] : []))
      months.append(Month(month: month, days: within, derivation: month.derivation(inputs, reports: ReportBook())))
      period = period.next
    }
  }

  /// Tracks that have plays in any of the months.
  func tracks(inMarkets markets: [Int32]) throws -> [Int32] {
    try months.flatMap { try PendingStore(db).tracksWithPlays($0.month.period, inMarkets: markets) }
  }

  /// The estimated lines of tracks over the days, by track; `nil` where the days are the calendar month's.
  func lines(_ tracks: [PlayedTrack]) throws -> [Int32: [Line]]? {
    if months.isEmpty { return nil }
    var lines: [Int32: [Line]] = [:]
    for month in months {
      let cells = try month.month.cells(of: tracks.map(\.number))
      for track in tracks {
        let within = (cells[track.number] ?? []).filter { month.days.contains(Day(number: $0.day)) }
        lines[track.number, default: []] += month.derivation.lines(of: track, within)
      }
    }
    return lines
  }
}
