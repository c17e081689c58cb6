import Foundation

/// The one spelling in which ids are taken: Unicode's normal form C.
///
/// `é` can be one character or two, and `K` can be the sign of the kelvin. Swift calls such texts equal, PostgreSQL
/// compares their bytes. What was one payee here would be two there, and one would be shown what is the other's. Of
/// texts in normal form only those with the same bytes are equal, so that both say the same.
package enum Identifier {
  /// True if a text may be an id, or a part of one.
  package static func isCanonical(_ text: String) -> Bool {
    isPlainlyCanonical(text.utf8) || text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8)
  }

  /// The spelling of a text that may be an id.
  package static func canonical(_ text: String) -> String {
    isPlainlyCanonical(text.utf8) ? text : text.precomposedStringWithCanonicalMapping
  }

  /// Why a text cannot be an id, and what to do, for the end of a refusal; `nil` where it can.
  package static func fault(_ text: String) -> String? {
    if text.utf8.contains(0) { return "\"\(text.replacing("\0", with: "?"))\" has a NUL in it: remove it" }
    if isCanonical(text) { return nil }
    return "\"\(text)\" is not in Unicode's normal form C, so that what looks like it would be another id: "
      + "write it as \"\(canonical(text))\", or save the text in that form (NFC)"
  }

  /// True if the bytes tell by themselves: below U+0300, where they begin with 0xCC, nothing composes or has another
  /// spelling. The usual id is done here.
  static func isPlainlyCanonical(_ bytes: some Sequence<UInt8>) -> Bool { bytes.allSatisfy { $0 < 0xCC } }
}
