import Ledger
import Plays
import Postgres
import Rates
import Store

/// Reports that are seldom meant: of a month that is not over, of a platform that has no rates.
struct ReportPlausibility {
  private let db: Connection

  init(_ db: Connection) {
    self.db = db
  }

  /// - Parameter reason: given by whoever knows that it is right.
  /// - Throws: `ImplausibleReport`, always for a month that has not begun.
  func check(_ scopes: [ReportStore.Scope], reason: String?) throws {
    let today = try PeriodStore(db).today()
    if let ahead = scopes.first(where: { $0.period > today.period }) {
      throw ImplausibleReport(
        reason: "it speaks of \(ahead.platform) in \(ahead.period), which has not begun: is the month right?")
    }
    if let reason {
      guard !reason.isEmpty else { throw ImplausibleReport(reason: "a reason is not empty.") }
      return try Reason.check(reason)
    }
    let rates = try RateStore(db).book()
    var faults: [String] = []
    if let open = scopes.first(where: { $0.period == today.period }) {
      faults.append("it speaks of \(open.platform) in \(open.period), which is not over")
    }
    let unrated = Set(scopes.filter { rates.table(platform: $0.platform, on: $0.period.last) == nil }.map(\.platform))
    if !unrated.isEmpty {
      let names = unrated.sorted()
      let more = names.count > 5 ? " and \(names.count - 5) more" : ""
      faults.append("no rates are published of \(names.prefix(5).joined(separator: ", "))\(more)")
    }
    guard !faults.isEmpty else { return }
    throw ImplausibleReport(
      reason:
        "\(faults.joined(separator: ", and ")): check it, and give a reason (--reason) where it is right, which is kept.",
      awaitsWord: true)
  }
}
