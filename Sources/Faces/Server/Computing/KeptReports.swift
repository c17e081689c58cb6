import Earnings
import Synchronization

/// Figures of accepted reports by question, as long as the same reports count: live totals change many times a second, and
/// what reports say does not.
final class KeptReports: Sendable {
  private struct State {
    var mark: Int32 = 0
    var kept: [EarningsQuery: ReportedEarnings] = [:]
    var rows = 0
  }

  /// Rows that are kept at most, a question counted as one too. Beyond them it begins anew.
  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int = 200_000) {
    self.capacity = capacity
  }

  /// - Parameter mark: of the reports that count now.
  func find(_ query: EarningsQuery, mark: Int32) -> ReportedEarnings? {
    state.withLock { $0.mark == mark ? $0.kept[query] : nil }
  }

  /// - Parameter mark: of the reports when the question was asked of the database, which may know newer ones: they have
  ///   another mark soon.
  func keep(_ reported: ReportedEarnings, _ query: EarningsQuery, mark: Int32) {
    let size = reported.rows.count + 1
    guard size <= capacity / 4 else { return }
    state.withLock { state in
      guard mark >= state.mark else { return }
      if mark > state.mark || state.rows + size > capacity { state = State(mark: mark) }
      if state.kept.updateValue(reported, forKey: query) == nil { state.rows += size }
    }
  }
}
