/// A question, or a use case: its properties are its input, and it has one answer, whichever face asks.
///
/// An endpoint and a command make the same value and show the same answer: JSON of it is the same bytes over HTTP and with
/// `--format json`. The answer's type is also its schema in OpenAPI.
package protocol Question: Sendable {
  associatedtype Answer: Codable & Sendable

  /// - Throws: a `Refusal` that tells whoever asks what is wrong; what the database throws, after which asking again may
  ///   help.
  func answer(_ asking: some Asking) async throws -> Answer
}
