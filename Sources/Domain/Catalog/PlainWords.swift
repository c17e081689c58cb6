import Foundation

/// Words of a title or of a name, as two spellings of it are compared: without case, accents and punctuation. "feat." and
/// "(Remix)" are words like others.
package struct PlainWords: Hashable, Sendable {
  package let words: [String]

  package init(_ text: String) {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func end() {
      if !word.isEmpty { words.append(String(word)) }
      word.removeAll()
    }
    for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
      // Accents of Latin, Greek and Cyrillic letters; other marks make another letter.
      if (0x300...0x36F).contains(scalar.value) || scalar == "'" || scalar == "\u{2019}" { continue }
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark {
        word.append(scalar)
      } else {
        end()
      }
    }
    end()
    self.words = words
  }

  package var isEmpty: Bool { words.isEmpty }

  /// Words that may stand between the names of performers, beside punctuation.
  private static let connecting: Set = ["feat", "ft", "featuring", "and", "with", "x", "vs", "und", "et", "y", "e"]

  /// Names at most that performers are looked for in.
  private static let longest = 20

  /// True if these are the names of all performers, each once and whole, in any order, and of nobody else.
  package func name(all performers: [PlainWords]) -> Bool {
    guard !performers.isEmpty, performers.count <= Self.longest, !performers.contains(where: \.isEmpty) else {
      return false
    }
    return name(from: 0, performers, isBehindName: false)
  }

  private func name(from place: Int, _ rest: [PlainWords], isBehindName: Bool) -> Bool {
    if place == words.count { return rest.isEmpty && isBehindName }
    for (index, performer) in rest.enumerated() where words[place...].starts(with: performer.words) {
      var others = rest
      others.remove(at: index)
      if name(from: place + performer.words.count, others, isBehindName: true) { return true }
    }
    // Between two names only.
    return !rest.isEmpty && (place > 0) && Self.connecting.contains(words[place])
      && name(from: place + 1, rest, isBehindName: false)
  }

  /// All runs of words: one of them is the name of a performer, if it is there.
  package var runs: [[String]] {
    let words = words.prefix(2 * Self.longest)
    return words.indices.flatMap { first in (first..<words.endIndex).map { Array(words[first...$0]) } }
  }
}
