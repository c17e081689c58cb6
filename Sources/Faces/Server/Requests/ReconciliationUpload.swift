import Answers
import Plays
import Store
import Texts

/// A platform's report that comes as the body of a request.
enum ReconciliationUpload {
  /// Bytes of a file at most, as it is sent.
  static let maximumSize: Int64 = 4 << 30
  /// Limits of its text: less than a person at the command line may take in, since anybody with the scope may send one.
  static let bounds = ImportBounds(bytes: 64 << 30)

  @Sendable static func take(_ call: Call) async throws -> TakeInReport.Answer {
    let name = call.query["file"] ?? "upload"
    let relation = ReportStore.Relation(
      supersedes: try call.query.number("supersedes").map { Int32($0) }, addsTo: try others(call),
      account: try account(call.query["account"]))
    let statement = try call.query.period("statement")
    return try await SpooledUpload.with(call.request, limit: maximumSize) { path in
      try await TakeInReport(
        path: path, name: name, relation: relation, statement: statement, reason: call.query["reason"], formats: call.services.formats,
        bounds: bounds, databaseURL: call.services.databaseURL
      ).answer(call)
    }
  }

  /// The code of an account.
  static func account(_ text: String?) throws(Problem) -> String? {
    guard let text else { return nil }
    guard let code = SenderAccount.code(text) else {
      throw .badParameter("account", "\(SenderAccount.refusal(text)).")
    }
    return code
  }

  /// The numbers of `adds_to`, with commas between them.
  private static func others(_ call: Call) throws(Problem) -> [Int32] {
    var numbers: [Int32] = []
    for text in (call.query["adds_to"] ?? "").split(separator: ",") {
      guard let number = Int32(text), number > 0 else {
        throw .badParameter("adds_to", "adds_to is numbers of reconciliations with commas between them, as 1,2.")
      }
      numbers.append(number)
    }
    return numbers
  }
}
