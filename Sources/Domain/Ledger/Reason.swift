/// Why somebody did something to the books, in their own words: kept for good, so it has a length.
package enum Reason {
  /// Characters at most.
  package static let limit = 1_000

  /// - Throws: `Transaction.Refusal` for more than can be kept.
  package static func check(_ reason: String) throws(Transaction.Refusal) {
    guard reason.unicodeScalars.count <= limit else {
      throw Transaction.Refusal(
        "a reason has at most \(limit) characters, not \(reason.unicodeScalars.count): say where the rest stands")
    }
    guard !reason.utf8.contains(0) else { throw Transaction.Refusal("a reason has a NUL in it: remove it") }
  }

  /// - Throws: `Transaction.Refusal` as `check(_:)` does, and for one that says nothing.
  package static func check(required reason: String) throws(Transaction.Refusal) {
    try check(reason)
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Transaction.Refusal("a reason is needed: it stays on record")
    }
  }
}
