import Refusals

/// Refusal of figures. Trying again does not help: the same figures are refused again.
public enum ReconciliationError: Refusal, Hashable {
  /// A figure leaves the range of amounts, about ±1.7 x 10^26 major units. It names the figure.
  case tooLarge(String)

  public var refusal: RefusalKind { .content }

  public var description: String {
    switch self {
    case .tooLarge(let figure): "\(figure) is larger than any amount that can be kept; check the report's figures"
    }
  }
}
