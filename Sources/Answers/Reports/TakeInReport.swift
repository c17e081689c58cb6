import PlatformReports
import Plays
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
    /// Records of a deal (DDEX, DE01 and its like), which were not read; left out where there are none, and of a report that was
    /// taken in before.
    package let deal_records: Int?
    /// Facts that the file tells beside its rows; left out where it was taken in before.
    package let reading: ReportReading?
  }

  package typealias Answer = Joined<Taken, Comparison.Answer>

  let path: String
  let name: String
  let relation: ReportStore.Relation
  let statement: Period?
  let reason: String?
  let bounds: ImportBounds
  let formats: InstalledFormats
  let databaseURL: String

  /// - Parameters:
  ///   - path: the file, plain or gzip.
  ///   - name: its name on record.
  ///   - relation: to other reports: which it corrects, and beside which it counts though they share rows.
  ///   - statement: the month in which the sender accounts, where the file does not tell.
  ///   - reason: for a report that can hardly be meant: of a month that is not over, of a platform without rates.
  ///   - formats: that it may be of, with those that the label has added.
  ///   - bounds: limits of its text and rows.
  ///   - databaseURL: for the connections that reading it takes.
  package init(
    path: String, name: String, relation: ReportStore.Relation, statement: Period? = nil, reason: String?,
    formats: InstalledFormats,
    bounds: ImportBounds, databaseURL: String
  ) {
    self.path = path
    self.name = name
    self.relation = relation
    self.statement = statement
    self.reason = reason
    self.formats = formats
    self.bounds = bounds
    self.databaseURL = databaseURL
  }

  package func answer(_ asking: some Asking) async throws -> Answer {
    let progress = asking.progress
    let outcome = try await asking.atLength { db in
      let reports = ReportStore(db)
      if let supersedes = relation.supersedes, try reports.report(supersedes) == nil {
        throw Refused.unusable("supersedes", "There is no reconciliation \(supersedes) to supersede.")
      }
      if let other = try relation.addsTo.first(where: { try reports.report($0) == nil }) {
        throw Refused.unusable("adds_to", "There is no reconciliation \(other) to add to.")
      }
      let book = try formats.book(LabelFormatStore(db).all())
      let outcome = try ReportImport(databaseURL: databaseURL, formats: book, bounds: bounds, context: db.context) {
        progress("reading", $0, $1)
      }.run(path: path, name: name, relation: relation, statement: statement, reason: reason)
      // Also where it was taken in before, and the process ended before the comparison did; or its relation is another now.
      let isOpen = outcome.report.status.isOpen
      if try !ComparisonStore(db).isCompared(outcome.report.id) || outcome.isKnown && isOpen && !relation.isEmpty {
        try ReportMatch(db) { progress("comparing", Int64($0), Int64($1)) }.run(outcome.report.id)
      }
      return outcome
    }
    let comparison = try await Comparison(outcome.report.id).answer(asking)
    return Joined(
      Taken(
        reconciliation: outcome.report.id, already_known: outcome.isKnown,
        not_ours: comparison.lines[LineStatus.notOurs.rawValue] ?? 0,
        deal_records: outcome.summary.flatMap { $0.dealRecords == 0 ? nil : $0.dealRecords },
        reading: outcome.summary.map { ReportReading($0) }),
      comparison)
  }
}
