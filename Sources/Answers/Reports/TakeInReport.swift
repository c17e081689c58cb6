import Postgres
import Reconciliation
import Refusals
import ReportMatching
import Schemas
import Store
import Texts

/// Takes in a platform's report, and compares it with the plays. The same file again changes nothing.
package struct TakeInReport: Question {
  package struct Taken: Codable, Sendable {
    package let reconciliation: Int32
    /// True if it was taken in before.
    package let already_known: Bool
    /// Lines of recordings that the catalog does not have.
    package let not_ours: Int64
  }

  package typealias Answer = Joined<Taken, Comparison.Answer>

  let path: String
  let name: String
  let supersedes: Int32?
  let bounds: ImportBounds
  let databaseURL: String

  /// - Parameters:
  ///   - path: the file, plain or gzip.
  ///   - name: its name on record.
  ///   - supersedes: the report that it corrects.
  ///   - bounds: limits of its text and rows.
  ///   - databaseURL: for the connections that reading it takes.
  package init(path: String, name: String, supersedes: Int32?, bounds: ImportBounds, databaseURL: String) {
    self.path = path
    self.name = name
    self.supersedes = supersedes
    self.bounds = bounds
    self.databaseURL = databaseURL
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    let outcome = try await asking.atLength { db in
      let reports = ReportStore(db)
      if let supersedes, try reports.report(supersedes) == nil {
        throw Refused.unusable("supersedes", "There is no reconciliation \(supersedes) to supersede.")
      }
      let outcome = try ReportImport(databaseURL: databaseURL, bounds: bounds, context: db.context) {
        progress("reading", $0, $1)
      }.run(path: path, name: name, supersedes: supersedes)
      // Also where it was taken in before, and the process ended before the comparison did.
      if try !ComparisonStore(db).isCompared(outcome.report.id) {
        try ReportMatch(db) { progress("comparing", Int64($0), Int64($1)) }.run(outcome.report.id)
      }
      return outcome
    }
    let comparison = try await Comparison(outcome.report.id).answer(asking)
    return Joined(
      Taken(
        reconciliation: outcome.report.id, already_known: outcome.isKnown,
        not_ours: comparison.lines[LineStatus.notOurs.rawValue] ?? 0),
      comparison)
  }
}
