import Refusals

/// Finds what somebody may have meant.
package enum Nearest {
  /// The end of a sentence about a name that is not known: which is the nearest, and which there are.
  package static func unknown(_ what: String, _ name: String, _ known: [String]) -> String {
    guard let nearest = known.min(by: { distance(name, $0) < distance(name, $1) }) else {
      return "no \(what) \"\(name.clipped)\": this takes none"
    }
    return "no \(what) \"\(name.clipped)\": the nearest is \"\(nearest)\". There are \(known.joined(separator: ", "))"
  }

  /// Levenshtein's distance, of the beginnings of what is very long.
  package static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.lowercased().unicodeScalars.prefix(64)), Array(b.unicodeScalars.prefix(64)))
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var previous = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let next = min(row[j + 1] + 1, row[j] + 1, previous + (a[i] == b[j] ? 0 : 1))
        previous = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
