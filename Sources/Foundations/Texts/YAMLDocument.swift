import Refusals
import Yams

/// The YAML of one file, before anything in it is understood.
package enum YAMLDocument {
  /// Bytes of a file at most: room for a contract of some thousand payees.
  package static let maximumBytes = 256 << 10

  /// - Throws: `InputError` with file and line for what is not one YAML document, and for anchors.
  package static func compose(file: String, text: String, what: String) throws(InputError) -> Node? {
    guard text.utf8.count <= maximumBytes else {
      throw InputError(
        file: file, line: 1, reason: "\(text.utf8.count) bytes; \(what) is at most \(maximumBytes) bytes")
    }
    // The mark of UTF-8 that some editors write.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    if let anchor = anchor(in: text) {
      throw InputError(
        file: file, line: anchor.line,
        reason: "\"\(anchor.text)\" is an anchor of YAML, which \(what) does not need: write the value where it is "
          + "used, and \"& \" with a space in a text")
    }
    do {
      // Every value is read as it is written, so no tag is guessed at: to guess is to try seven expressions on each scalar.
      return try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch {
      let line = (error as? YamlError).flatMap(line) ?? 1
      throw InputError(file: file, line: line, reason: "this is not YAML: \(error)")
    }
  }

  /// The first thing that may be an anchor: without one there is no alias, and a few lines of aliases to aliases stand
  /// for more nodes than any memory holds.
  ///
  /// It looks at bytes, and takes what only looks like an anchor, in a comment or within quotes, for one: what tells
  /// the two apart is the parser, which must not see it.
  private static func anchor(in text: String) -> (text: String, line: Int)? {
    var line = 1
    var isStart = true
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "&"), isStart, index + 1 < bytes.count, isName(bytes[index + 1]) {
        return (String(decoding: bytes[index...].prefix(32).prefix { $0 > 0x20 }, as: UTF8.self), line)
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      // Any other byte before it makes it a part of a plain text. Above ASCII are YAML's further line breaks.
      isStart = byte <= 0x20 || byte >= 0x80 || "[]{},:-?!'\"".utf8.contains(byte)
    }
    return nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: byte >= 0x80
    }
  }

  private static func line(_ error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }
}
