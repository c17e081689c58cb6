import Earnings

/// The difference to post: what was derived, less what is posted. A pure function, of a track in a period.
package enum Difference {
  /// One line for each that differs, by key; none where everything is posted.
  ///
  /// - Parameters:
  ///   - derived: what follows from the facts now.
  ///   - posted: what all postings of the track and period have added to each line.
  package static func lines(derived: [Line], posted: [Line.Key: Line.Figures]) -> [Line] {
    var rest = posted
    var lines: [Line] = []
    for line in derived {
      let difference = rest.removeValue(forKey: line.key).map { line.figures - $0 } ?? line.figures
      if !difference.isZero { lines.append(Line(key: line.key, figures: difference)) }
    }
    if rest.isEmpty { return lines }
    for (key, figures) in rest where !figures.isZero { lines.append(Line(key: key, figures: -figures)) }
    return lines.sorted { $0.key < $1.key }
  }
}
