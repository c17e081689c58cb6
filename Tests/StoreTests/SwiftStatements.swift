/// Statements in the text of a Swift file: its literals that have one. What is interpolated is `$`.
struct SwiftStatements {
  struct Statement {
    let line: Int
    let text: String
    /// Its rows are counted by the command tag.
    let isCounted: Bool
  }

  static func all(_ source: String) -> [Statement] {
    var found: [Statement] = []
    let characters = Array(source)
    var (index, line) = (0, 1)
    while index < characters.count {
      if characters[index] == "\n" { line += 1 }
      if characters[index] == "/", index + 1 < characters.count, characters[index + 1] == "/" {
        while index < characters.count, characters[index] != "\n" { index += 1 }
        continue
      }
      guard characters[index] == "\"" else {
        index += 1
        continue
      }
      let start = line
      let text = literal(characters, &index, &line)
      guard text.contains(/\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|ANALYZE)\b/) else { continue }
      let rest = String(characters[index..<min(index + 80, characters.count)])
      found.append(Statement(line: start, text: text, isCounted: rest.contains(/^\s*\)\s*\.affected/)))
    }
    return found
  }

  /// Reads a literal from its first quote on.
  private static func literal(_ characters: [Character], _ index: inout Int, _ line: inout Int) -> String {
    func quotes(_ at: Int) -> Bool { at + 2 < characters.count && characters[at...at + 2].allSatisfy { $0 == "\"" } }
    let isLong = quotes(index)
    index += isLong ? 3 : 1
    var text = ""
    while index < characters.count {
      if isLong ? quotes(index) : characters[index] == "\"" { break }
      if characters[index] == "\n" { line += 1 }
      if characters[index] == "\\", index + 1 < characters.count {
        index += 1
        if characters[index] == "(" {
          skipBrackets(characters, &index, &line)
          text.append("$")
        } else {
          if characters[index] == "\n" { line += 1 }
          index += 1
        }
        continue
      }
      text.append(characters[index])
      index += 1
    }
    index += isLong ? 3 : 1
    return text
  }

  private static func skipBrackets(_ characters: [Character], _ index: inout Int, _ line: inout Int) {
    var depth = 0
    while index < characters.count {
      switch characters[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "\n": line += 1
      case "\"":
        _ = literal(characters, &index, &line)
        continue
      default: break
      }
      index += 1
      if depth == 0 { return }
    }
  }
}
