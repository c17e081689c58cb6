/// Spellings of codes by programs that set them in type: hyphens and spaces that only look like those of ASCII.
package enum CodeSpelling {
  /// The text with typographic hyphens as `-` and no-break and thin spaces as ` `. What nobody sees, such as a byte
  /// order mark or a soft hyphen, is gone.
  package static func folded(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: folded.append("-")
      case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: continue
      case 0x80...: folded.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
      default: folded.append(scalar)
      }
    }
    return String(folded)
  }

  /// A code as a refusal shows it: what is not printable ASCII as `\u{...}`, since that is mostly what is wrong with it.
  package static func shown(_ text: some StringProtocol) -> String {
    text.unicodeScalars.reduce(into: "") { shown, scalar in
      if (0x20..<0x7F).contains(scalar.value) {
        shown.unicodeScalars.append(scalar)
      } else {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
  }
}
