import Ledger
import Plays
import Posting
import Postgres
import Store

/// Accepts, rejects and withdraws reports. An accepted one replaces the estimate with the next posting; one that is withdrawn
/// gives it back.
package struct ReportDecision {
  private let db: Connection
  private let progress: (_ done: Int, _ total: Int) -> Void

  package init(_ db: Connection, progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }) {
    self.db = db
    self.progress = progress
  }

  /// Accepts a report, with the comparison as it is at this moment. Again it changes nothing.
  ///
  /// Afterwards what nobody has decided on, and speaks of the same, is compared again: it adds up with this one now.
  ///
  /// - Throws: `Refusal` for a report that another has taken the place of, for one that shares rows with an accepted one
  ///   without saying so, and where there is none.
  package func accept(_ report: Int32) throws {
    let reports = ReportStore(db)
    try reports.alone(with: report) {
      try BookRetry.run(db) {
        try LedgerStore(db).exclusively {
          let found = try reports.existing(report)
          switch found.status {
          case .accepted: return
          case .superseded: throw Transaction.Refusal("report \(report) was corrected by another, which is accepted")
          case .received, .rejected, .withdrawn: break
          }
          if let rival = try reports.rival(of: report) {
            throw Transaction.Refusal(
              "report \(rival) is accepted in the place of what report \(report) corrects, and they would add up: a "
                + "correction now has to name report \(rival)")
          }
          try ReportRelating(db).checkOverlap(of: report)
          try ReportMatch(db, progress: progress).runInTransaction(found)
          let corrected = try reports.corrected(by: report)
          try AcceptanceStore(db).accept(report, corrected: corrected, reports.scopes(report))
          try reports.decide(report, .accepted)
          try compareAgain(togetherWith: corrected)
        }
      }
    }
    try compareUndecided(beside: report)
  }

  /// Takes an accepted report back: what it replaced counts again with the next posting, the report before it or the estimate.
  /// Again it changes nothing.
  ///
  /// - Throws: `Transaction.Refusal` for a report that is not accepted.
  package func withdraw(_ report: Int32, reason: String) throws {
    try Reason.check(required: reason)
    let reports = ReportStore(db)
    try reports.alone(with: report) {
      try BookRetry.run(db) {
        try LedgerStore(db).exclusively {
          let found = try reports.existing(report)
          switch found.status {
          case .accepted: break
          case .withdrawn: return
          case .superseded:
            throw Transaction.Refusal(
              "report \(report) was corrected by another, which is accepted: withdraw that one first")
          case .received, .rejected:
            throw Transaction.Refusal(
              "report \(report) is \(found.status.rawValue), and nothing of it counts: there is nothing to withdraw")
          }
          try reports.decide(report, .withdrawn(reason: reason))
          try AcceptanceStore(db).withdraw(report)
          if let before = try reports.predecessor(of: report) {
            try reports.addUp(before)
            let corrected = try [report] + reports.corrected(by: before)
            try AcceptanceStore(db).accept(before, corrected: corrected, reports.scopes(before))
            try ReportMatch(db, progress: progress).runInTransaction(reports.existing(before))
          }
          try compareAgain(togetherWith: [report])
        }
      }
    }
    try compareUndecided(beside: report)
  }

  /// Makes comparisons of accepted reports anew that count reports which do not count any more.
  private func compareAgain(togetherWith gone: [Int32]) throws {
    if gone.isEmpty { return }
    for report in try ComparisonStore(db).accepted(togetherWith: gone) {
      try ReportMatch(db, progress: progress).runInTransaction(ReportStore(db).existing(report))
    }
  }

  private func compareUndecided(beside report: Int32) throws {
    for other in try ReportStore(db).undecided(beside: report) {
      try ReportMatch(db, progress: progress).run(other)
    }
  }

  /// Rejects a report. It may be accepted later.
  ///
  /// - Throws: `Transaction.Refusal` for a report that is accepted: another that corrects it takes its place, or it is
  ///   withdrawn.
  package func reject(_ report: Int32, reason: String) throws {
    try Reason.check(required: reason)
    try BookRetry.run(db) {
      try LedgerStore(db).exclusively {
        let reports = ReportStore(db)
        let found = try reports.existing(report)
        guard found.status.isOpen else {
          throw Transaction.Refusal(
            "report \(report) is \(found.status.rawValue): withdraw it, or take in the file that corrects it, with "
              + "supersedes=\(report)")
        }
        if found.status == .rejected, found.reason == reason { return }
        try reports.decide(report, .rejected(reason: reason))
      }
    }
  }
}
