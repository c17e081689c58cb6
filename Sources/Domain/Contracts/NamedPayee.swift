/// Payee that a name in a file stands for.
///
/// A plain id is that of the artist, the label or the payee who has it. Where an artist and a label have the same id, it
/// is written `artist:x` or `label:x`.
package enum NamedPayee: Hashable, Sendable {
  /// Under this name in the books.
  case known(String)
  /// Nobody's; of a plain id it may become a payee's.
  case unknown
  /// An artist and a label have the id.
  case shared

  /// True if a name says of which kind its payee is.
  package static func hasKind(_ name: String) -> Bool { name.hasPrefix("artist:") || name.hasPrefix("label:") }

  /// Why a name may not stand for a payee, and what to do; `nil` where it may.
  package static func fault(_ name: String) -> String? {
    name.hasPrefix("payee:") ? "payee \"\(name)\": write the id alone, or artist:ID or label:ID" : nil
  }

  /// Why a shared name is not taken, and what to do.
  package static func ambiguity(_ name: String) -> String {
    "\"\(name)\" is an artist and a label: write artist:\(name) or label:\(name)"
  }
}
