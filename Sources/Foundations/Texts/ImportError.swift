import Refusals

/// A fault of something that was to be imported, and what to do. Nothing of it was taken.
package struct ImportError: Refusal {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }

  package var refusal: RefusalKind { .content }
}
