import Ledger
import Posting
import Postgres
import Store

/// Decides on a name that rows of reports have and the catalog does not know. Reports that are accepted already follow with the
/// next posting, those to come when they are taken in, and those that nobody has decided on are compared again.
package struct NameDecision {
  private let db: Connection
  private let progress: (_ done: Int, _ total: Int) -> Void

  package init(_ db: Connection, progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }) {
    self.db = db
    self.progress = progress
  }

  package struct Outcome: Sendable, Hashable {
    /// Accepted reports whose lines have moved.
    package let moved: [Int32]
    /// Reports that were compared again.
    package let compared: [Int32]
  }

  /// The same again changes nothing.
  ///
  /// - Throws: `Refusal` for a name that the catalog knows, for a reason that says nothing, and where there is nothing to forget.
  package func run(_ name: ReportedName, _ verdict: NameDecisionStore.Verdict, reason: String) throws -> Outcome {
    try Reason.check(required: reason)
    let store = NameDecisionStore(db)
    let moved = try BookRetry.run(db) { try store.decide(name, verdict, reason: reason) }
    let undecided = try store.undecided(naming: name)
    for report in undecided { try ReportMatch(db, progress: progress).run(report) }
    return Outcome(moved: moved, compared: undecided)
  }
}
