import Catalog

/// Whoever asks: a token over HTTP, a person at the command line.
package struct Asker: Sendable {
  package let visibility: Visibility
  package let scopes: Set<Scope>

  package init(visibility: Visibility, scopes: Set<Scope>) {
    self.visibility = visibility
    self.scopes = scopes
  }

  /// Somebody with the database itself in their hands: nothing is hidden from them.
  package static let atTheDatabase = Asker(visibility: .everything, scopes: Set(Scope.allCases))
}
