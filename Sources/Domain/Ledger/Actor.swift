/// Person or service that acts. Every transaction of the books names one, in its digest too.
package struct Actor: Hashable, Sendable {
  /// `token:7`, `os:anna` or `system:posting`: the same one for ever.
  package let id: String
  /// Name that people know: the token's, the user's, the service's.
  package let name: String

  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }

  /// Whoever holds a token.
  package static func token(_ id: Int32, name: String) -> Actor { Actor(id: "token:\(id)", name: name) }

  /// A person at the command line of whom only the operating system's user is known.
  package static func user(_ name: String) -> Actor { Actor(id: "os:\(name)", name: name) }

  /// The server's own acts.
  package static let posting = Actor(id: "system:posting", name: "posting")
  package static let schedule = Actor(id: "system:schedule", name: "schedule")
  package static let inbox = Actor(id: "system:inbox", name: "inbox")
}

extension Actor: CustomStringConvertible {
  /// `anna (token:7)`.
  package var description: String { "\(name) (\(id))" }
}
