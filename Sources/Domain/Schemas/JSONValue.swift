import Refusals

/// A JSON text as it is written, with keys that stand twice: Foundation drops one of them.
package enum JSONValue: Sendable {
  case null
  case boolean(Bool)
  /// As it is spelt.
  case number(String)
  case text(String)
  case list([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// Its kind, for a sentence.
  package var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// A fault in a body, with its place.
package struct BodyFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Such as `entries[0].amount`; empty for the whole.
  package let field: String
  /// The sentence after the field's name: `is a day such as 2026-10-31, not "today"`.
  package let what: String

  package init(field: String, what: String) {
    self.field = field
    self.what = what
  }

  package var description: String { "\(field.isEmpty ? "The body" : field) \(what)." }
}

/// Place of a value in a body, for as long as it is looked at.
package struct BodyPlace {
  private enum Step {
    case key(String)
    case index(Int)
  }

  private var steps: [Step] = []

  package mutating func enter(_ key: String) { steps.append(.key(key)) }
  package mutating func enter(_ index: Int) { steps.append(.index(index)) }
  package mutating func leave() { steps.removeLast() }

  package func fault(_ what: String) -> BodyFault {
    var field = ""
    for step in steps {
      switch step {
      case .key(let key): field += (field.isEmpty ? "" : ".") + key.clipped
      case .index(let index): field += "[\(index)]"
      }
    }
    return BodyFault(field: field, what: what)
  }
}
