import Plays

/// Whom a token speaks for: `artist:ID`, `label:ID` or `payee:ID`.
package enum Subject: Hashable, Sendable {
  case artist(String)
  case label(String)
  /// A payee's money, and nothing of the catalog. The id is the name in the books.
  case payee(String)

  /// - Returns: `nil` for a text that is no subject, or whose id no artist and no label can have.
  package init?(_ text: String) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let id = String(text[text.utf8.index(after: colon)...])
    guard !id.isEmpty, Identifier.fault(id) == nil else { return nil }
    switch text[..<colon] {
    case "artist": self = .artist(id)
    case "label": self = .label(id)
    case "payee": self = .payee(id)
    default: return nil
    }
  }

  /// Why a text is no subject, and what to do; `nil` where it is one.
  package static func fault(_ text: String) -> String? {
    if Subject(text) != nil { return nil }
    if let fault = Identifier.fault(text) { return "subject \(fault)" }
    return "\"\(text)\" is not a subject: artist:ID, label:ID or payee:ID"
  }
}
