/// Who acts. Every transaction of the books names one, in its digest too.
public struct Actor: Hashable, Sendable {
  /// `token:7`, `os:anna` or `system:posting`: the same one for ever.
  public let id: String
  /// What people call it: the token's name, the user's, the service's.
  public let name: String

  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }

  /// Whoever holds a token.
  public static func token(_ id: Int32, name: String) -> Actor { Actor(id: "token:\(id)", name: name) }

  /// A person at the command line of whom only the operating system's user is known.
  public static func user(_ name: String) -> Actor { Actor(id: "os:\(name)", name: name) }

  /// What the server does by itself.
  public static let posting = Actor(id: "system:posting", name: "posting")
  public static let schedule = Actor(id: "system:schedule", name: "schedule")
}

extension Actor: CustomStringConvertible {
  /// `anna (token:7)`.
  public var description: String { "\(name) (\(id))" }
}
