/// An error that says no, and is meant for whoever asked: its description says what was wrong, where, and what to do.
///
/// What refuses says here of which kind the refusal is. Each face has one table of the kinds: the status of the problem
/// over HTTP, the exit code of a command. An error that is no refusal is a fault of ours.
package protocol Refusal: Error, CustomStringConvertible {
  var refusal: RefusalKind { get }
}

/// Kinds of refusals, by what whoever asked can do about them.
package enum RefusalKind: Hashable, Sendable {
  /// A thing that is not there, or that whoever asks may not see: the same answer. Another id helps.
  case missing
  /// A value of the right form that means nothing here. The name is the parameter's or the field's.
  case unusable(String)
  /// A file or a body that is not as it should be. Nothing of it was taken.
  case content
  /// A state that stands against it: something is closed, decided or there already.
  case conflict
  /// Things that stand in the way, one sentence each, and may be overruled with a reason.
  case blocked([String])
  /// A person who may not do it.
  case forbidden
}

/// A refusal in one sentence that needs no type of its own.
package struct Refused: Refusal, Hashable {
  package let refusal: RefusalKind
  package let description: String

  package init(_ refusal: RefusalKind, _ description: String) {
    self.refusal = refusal
    self.description = description
  }

  /// The same words for a thing that does not exist and for one that may not be seen.
  package static func missing(_ kind: String, _ id: String) -> Refused {
    Refused(.missing, "There is no \(kind) \"\(id)\".")
  }

  package static func unusable(_ name: String, _ sentence: String) -> Refused { Refused(.unusable(name), sentence) }
}
