/// Money that a payee is paid on: all that is estimated, what platforms have reported, or what has come in of that.
package enum PayoutBasis: String, Codable, CaseIterable, Sendable {
  case estimated, reported, received
}
