import Ledger
import Plays
import Posting
import Postgres
import Store

/// Accepts and rejects reports. An accepted one replaces the estimate with the next posting.
package struct ReportDecision {
  private let db: Connection
  private let progress: (_ done: Int, _ total: Int) -> Void

  package init(_ db: Connection, progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }) {
    self.db = db
    self.progress = progress
  }

  /// Accepts a report, with the comparison as it is at this moment. Again it changes nothing.
  ///
  /// - Throws: `Refusal` for a report that another has taken the place of, and where there is none.
  package func accept(_ report: Int32) throws {
    let reports = ReportStore(db)
    try reports.alone(with: report) {
      try BookRetry.run(db) {
        try LedgerStore(db).exclusively {
          let found = try reports.existing(report)
          switch found.status {
          case .accepted: return
          case .superseded: throw Transaction.Refusal("report \(report) was corrected by another, which is accepted")
          case .received, .rejected: break
          }
          if let rival = try reports.rival(of: report) {
            throw Transaction.Refusal(
              "report \(rival) is accepted in the place of what report \(report) corrects, and they would add up: a "
                + "correction now has to name report \(rival)")
          }
          try ReportMatch(db, progress: progress).runInTransaction(found)
          try AcceptanceStore(db).accept(report, corrected: reports.corrected(by: report), reports.scopes(report))
          try reports.decide(report, accepted: true, reason: nil)
        }
      }
    }
  }

  /// Rejects a report. It may be accepted later.
  ///
  /// - Throws: `Transaction.Refusal` for a report that is accepted: only another that corrects it takes its place.
  package func reject(_ report: Int32, reason: String) throws {
    guard !reason.isEmpty, reason.unicodeScalars.count <= 1_000, !reason.contains("\0") else {
      throw Transaction.Refusal("the reason is text of at most 1,000 characters")
    }
    try BookRetry.run(db) {
      try LedgerStore(db).exclusively {
        let reports = ReportStore(db)
        let found = try reports.existing(report)
        guard found.status == .received || found.status == .rejected else {
          throw Transaction.Refusal(
            "report \(report) is \(found.status.rawValue): take in the file that corrects it, with supersedes=\(report)"
          )
        }
        if found.status == .rejected, found.reason == reason { return }
        try reports.decide(report, accepted: false, reason: reason)
      }
    }
  }
}
