/// A person's own name for a payment, a receipt, an advance or an entry: what has one is recorded once.
///
/// Two that differ in case, or in what nobody sees at their ends, are one: they come from the same bank statement, pasted
/// twice.
package enum Reference {
  /// The text without white space, control and format characters at its ends.
  package static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, isUnseen(first) { scalars.removeFirst() }
    while let last = scalars.last, isUnseen(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// Two references have this in common if they are one.
  package static func folded(_ text: String) -> String { trimmed(text).lowercased() }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
