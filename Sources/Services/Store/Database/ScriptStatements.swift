/// Statements of a script, one by one.
///
/// Citus sends all that came with a statement to its nodes, and they take one at a time: a migration that touches
/// distributed tables fails where it is sent as a whole.
package enum ScriptStatements {
  /// The statements between semicolons, as they were written. Those in quotes, between dollars and in comments are none.
  package static func all(_ script: String) -> [String] {
    let text = Array(script.unicodeScalars)
    var (found, start, index, isEmpty) = ([String](), 0, 0, true)
    func finish(_ end: Int) {
      if !isEmpty { found.append(String(String.UnicodeScalarView(text[start..<end]))) }
    }
    while index < text.count {
      let quoted = end(text, index)
      if let quoted {
        if !isComment(text, index) { isEmpty = false }
        index = quoted
      } else if text[index] == ";" {
        finish(index)
        (start, index, isEmpty) = (index + 1, index + 1, true)
      } else {
        if !text[index].properties.isWhitespace { isEmpty = false }
        index += 1
      }
    }
    finish(text.count)
    return found
  }

  private static func isComment(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    index + 1 < text.count
      && (text[index] == "-" && text[index + 1] == "-" || text[index] == "/" && text[index + 1] == "*")
  }

  /// The place behind what begins here and hides semicolons; `nil` where nothing does.
  private static func end(_ text: [Unicode.Scalar], _ index: Int) -> Int? {
    switch text[index] {
    case "-", "/":
      guard isComment(text, index) else { return nil }
      return text[index] == "-" ? behind(text, index + 2, ["\n"]) : behindComment(text, index + 2)
    case "'":
      let escapes = index > 0 && (text[index - 1] == "E" || text[index - 1] == "e") && !isWord(text, index - 2)
      return escapes ? behindEscaped(text, index + 1) : behind(text, index + 1, ["'"])
    case "\"": return behind(text, index + 1, ["\""])
    case "$":
      // A name that has a dollar in it, or `$1`.
      guard !isWord(text, index - 1) else { return nil }
      var last = index + 1
      while last < text.count, isWord(text, last), text[last] != "$" { last += 1 }
      guard last < text.count, text[last] == "$", last == index + 1 || !("0"..."9").contains(text[index + 1]) else {
        return nil
      }
      return behind(text, last + 1, Array(text[index...last]))
    default: return nil
    }
  }

  private static func isWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    guard text.indices.contains(index) else { return false }
    let scalar = text[index]
    return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "$"
  }

  private static func behind(_ text: [Unicode.Scalar], _ index: Int, _ mark: [Unicode.Scalar]) -> Int {
    var index = index
    while index < text.count {
      if text[index...].starts(with: mark) { return index + mark.count }
      index += 1
    }
    return index
  }

  private static func behindEscaped(_ text: [Unicode.Scalar], _ index: Int) -> Int {
    var index = index
    while index < text.count, text[index] != "'" { index += text[index] == "\\" ? 2 : 1 }
    return min(index + 1, text.count)
  }

  /// Comments of this kind may stand in each other.
  private static func behindComment(_ text: [Unicode.Scalar], _ index: Int) -> Int {
    var (index, depth) = (index, 1)
    while index < text.count, depth > 0 {
      if text[index...].starts(with: ["*", "/"]) {
        (index, depth) = (index + 2, depth - 1)
      } else if text[index...].starts(with: ["/", "*"]) {
        (index, depth) = (index + 2, depth + 1)
      } else {
        index += 1
      }
    }
    return index
  }
}
