import Earnings
import Posting

/// All times of ownership of a recording in a month: reports speak of it as a whole. The usual one has a single track.
struct Recording {
  /// By their days.
  let months: [TrackMonth]

  /// - Parameter first: that of the first days.
  init(_ first: TrackMonth) {
    months = first.others.isEmpty ? [first] : first.allTimes
  }

  var numbers: [Int32] { months.map(\.track.number) }

  /// The lines of each time by reports.
  ///
  /// - Parameter estimated: those without any, of each time.
  func lines(_ derivation: Derivation, _ estimated: [[Line]]) -> [[Line]] {
    zip(months, estimated).map { derivation.lines(of: $0.track, estimated: $1, beside: $0.others) }
  }

  /// Lines of each time in the markets that reports cover, and that others do not.
  func lines(_ lines: [[Line]], in coverage: ReportCoverage, outside others: ReportCoverage? = nil) -> [[Line]] {
    zip(months, lines).map { month, lines in
      let covered = coverage.of(month.track)
      let besides = others?.of(month.track)
      return lines.filter { line in
        covered.isReported(line.key.market) && !(besides?.isReported(line.key.market) ?? false)
      }
    }
  }

  /// True if reports cover a market of any of its times.
  func isReported(_ market: Int32, in coverage: ReportCoverage) -> Bool {
    months.contains { coverage.of($0.track).isReported(market) }
  }

  /// The lines of all times together, those alike added up.
  static func added(_ lines: [[Line]]) -> [Line] {
    if lines.count == 1 { return lines[0] }
    var sums: [Line.Key: Line.Figures] = [:]
    for line in lines.joined() { sums[line.key, default: Line.Figures()] += line.figures }
    return sums.map { Line(key: $0.key, figures: $0.value) }.sorted { $0.key < $1.key }
  }
}
