/// The class of work that a request is. Each class has connections and a queue of its own, so that none keeps another
/// waiting.
package enum Work: String, CaseIterable, Sendable {
  /// Check of tokens. Nothing else has these connections.
  case access
  /// Short reads.
  case question
  /// Long reads: balances, and sums over the books.
  case figure
  /// Statements that are drawn up, and exports.
  case document
  /// Short writes: postings, money, terms, closing a period.
  case decision
  /// Writes that may take minutes: statements issued, reports taken in and compared, a schedule run.
  case run

  /// Cost of a request in the token's bucket of requests.
  var cost: Int {
    switch self {
    case .access, .question, .decision: 1
    case .figure, .run: 5
    case .document: 10
    }
  }

  /// The class of the short statements around the work itself: whether a payee exists need not wait for a document.
  var brief: Work {
    switch self {
    case .document: .question
    case .run: .decision
    default: self
    }
  }
}
