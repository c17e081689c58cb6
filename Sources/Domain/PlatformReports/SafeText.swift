/// Text of a file as a message may show it: cut to a length, and unable to move a reader's cursor or turn the direction
/// of the text.
enum SafeText {
  /// Characters of a value that a message quotes.
  static let limit = 60

  static func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
    // Four bytes a character at most, and one to know that there is more.
    let head = bytes.prefix(limit * 4 + 4)
    return quoted(String(decoding: head, as: UTF8.self))
  }

  static func quoted(_ text: String) -> String {
    "\"\(cut(text))\""
  }

  static func cut(_ text: String) -> String {
    let head = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
    return escaped(head) + (text.unicodeScalars.count > limit ? "…" : "")
  }

  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var safe = ""
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }
}
