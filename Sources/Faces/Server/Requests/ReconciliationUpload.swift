import Answers
import Texts

/// A platform's report that comes as the body of a request.
enum ReconciliationUpload {
  /// Bytes of a file at most, as it is sent.
  static let maximumSize: Int64 = 4 << 30
  /// Limits of its text: less than a person at the command line may take in, since anybody with the scope may send one.
  static let bounds = ImportBounds(bytes: 64 << 30)

  @Sendable static func take(_ call: Call) async throws -> TakeInReport.Answer {
    let (name, supersedes) = (call.query["file"] ?? "upload", try call.query.number("supersedes").map { Int32($0) })
    return try await SpooledUpload.with(call.request, limit: maximumSize) { path in
      try await TakeInReport(
        path: path, name: name, supersedes: supersedes, bounds: bounds, databaseURL: call.services.databaseURL
      ).answer(call)
    }
  }
}
