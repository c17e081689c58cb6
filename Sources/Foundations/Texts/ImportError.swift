import Refusals

/// A fault of something that was to be imported, and what to do. Nothing of it was taken.
public struct ImportError: Refusal {
  public let description: String

  package init(_ description: String) {
    self.description = description
  }

  public var refusal: RefusalKind { .content }
}
