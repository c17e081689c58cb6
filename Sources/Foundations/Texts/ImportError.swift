import Refusals

/// A fault of something that was to be imported, and what to do. Nothing of it was taken.
package struct ImportError: Refusal {
  package let description: String
  /// True if it may be taken all the same where somebody says more: a reason, how it stands to what is there.
  package let awaitsWord: Bool

  package init(_ description: String, awaitsWord: Bool = false) {
    self.description = description
    self.awaitsWord = awaitsWord
  }

  package var refusal: RefusalKind { .content }
}
