import Hummingbird
import Ingest
import Plays
import Postgres
import ReportMatching
import Store
import Texts

/// A platform's report that comes as the body of a request.
enum ReconciliationUpload {
  /// Bytes of a file at most, as it is sent.
  static let maximumSize: Int64 = 4 << 30
  /// Bounds of its text: less than a person at the command line may take in, since anybody with the scope may send one.
  static let bounds = ImportBounds(bytes: 64 << 30)

  @Sendable static func take(_ call: Call) async throws -> ReconciliationBody {
    let name = call.query["file"] ?? "upload"
    let supersedes = try ReconciliationEndpoints.place(call, "supersedes")
    if let supersedes, try await call.database({ try PlatformReportStore($0).report(supersedes) }) == nil {
      throw Problem.unusable("supersedes", "There is no reconciliation \(supersedes) to supersede.")
    }
    let url = call.services.databaseURL
    let outcome = try await SpooledUpload.with(call.request, limit: maximumSize) { path in
      // On a thread of its own and without a time limit: a report may have millions of rows.
      try await call.atLength { db in
        let outcome: ReportImport.Outcome
        do {
          outcome = try ReportImport(databaseURL: url, bounds: bounds, context: db.context).run(
            path: path, name: name, supersedes: supersedes)
        } catch let error as ImportError {
          // Where we kept it is nobody's business.
          throw Problem.badFile(error.description.replacing(path, with: name))
        }
        // Also where it was taken in before, but the comparison was cut off.
        if try !outcome.isKnown || ReconciliationStore(db).counts(outcome.report.id).isEmpty {
          try ReportMatch(db).run(outcome.report.id)
        }
        return outcome
      }
    }
    var body = try await ReconciliationEndpoints.body(call, outcome.report.id)
    body.already_known = outcome.isKnown
    return body
  }
}
