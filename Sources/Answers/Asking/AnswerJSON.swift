import Foundation

/// JSON as every answer is written: keys in order, so that the same answer is the same bytes.
package enum AnswerJSON {
  package static func encode(_ answer: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(answer)
  }
}
