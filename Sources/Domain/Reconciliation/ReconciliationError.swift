import Refusals

/// Refusal of figures. Trying again does not help: the same figures are refused again.
package enum ReconciliationError: Refusal, Hashable {
  /// A figure leaves the range of amounts, about ±1.7 x 10^26 major units. It names the figure.
  case tooLarge(String)

  package var refusal: RefusalKind { .content }

  package var description: String {
    switch self {
    case .tooLarge(let figure): "\(figure) is larger than any amount that can be kept; check the report's figures"
    }
  }
}
