import Ledger
import Plays

/// A question whose answer changes something. It says by itself which act it is, to what, and in which words: the same over
/// both faces, so that one may propose it here and another confirm it there.
package protocol UseCase: Question {
  static var act: Act { get }
  /// Thing that it is done to: a period, a name, a reference.
  var subject: String { get }
  /// Input by name, as the API has it, for acts that may take two persons.
  ///
  /// - Parameter today: the day where the input names none.
  func words(_ today: Day) -> [String: Any]
}

extension UseCase {
  package func words(_ today: Day) -> [String: Any] { [:] }
}
