import Earnings

/// A track's month brought up to date in steps, each with its cause. What the steps add comes to what is derived by the
/// newest versions, less what is posted, to the last unit.
package struct CausedDifferences: Sendable {
  /// One kind of change: all that came before, and this.
  package struct Step: Sendable {
    package let cause: Cause
    package let derivation: Derivation

    package init(cause: Cause, derivation: Derivation) {
      self.cause = cause
      self.derivation = derivation
    }
  }

  private let steps: [Step]

  /// - Parameter steps: the first has new plays and the versions of the last posting; each one after it has one kind of
  ///   newer versions more. At least one.
  package init(_ steps: [Step]) {
    self.steps = steps
  }

  /// Lines to post, why, and by the versions of which step.
  package struct Change: Sendable {
    package let cause: Cause
    package let step: Int
    package let lines: [Line]
  }

  /// Changes to post of a track, by cause; none where nothing changed.
  ///
  /// - Parameters:
  ///   - others: the other times of ownership of its recording.
  ///   - isByCatalog: the catalog gave the track to others: that is why, where plays would be.
  package func differences(
    of track: PlayedTrack, _ cells: [Derivation.Cell], beside others: [Derivation.OtherTime] = [],
    posted: [Line.Key: Line.Figures], isByCatalog: Bool
  ) -> [Change] {
    let newest = steps.last!.derivation.lines(of: track, cells, beside: others)
    let whole = Difference.lines(derived: newest, posted: posted)
    guard !whole.isEmpty else { return [] }
    let first = isByCatalog ? .catalog : steps[0].cause
    // What was never posted is posted by the newest versions at once.
    if posted.isEmpty {
      return [Change(cause: cells.isEmpty ? .report : first, step: steps.count - 1, lines: whole)]
    }
    if steps.count == 1 { return [Change(cause: first, step: 0, lines: whole)] }
    var differences: [Change] = []
    var before = posted
    for (index, step) in steps.enumerated() {
      let after = index == steps.count - 1 ? newest : step.derivation.lines(of: track, cells, beside: others)
      let lines = Difference.lines(derived: after, posted: before)
      if !lines.isEmpty {
        differences.append(Change(cause: index == 0 ? first : step.cause, step: index, lines: lines))
      }
      before = Dictionary(uniqueKeysWithValues: after.map { ($0.key, $0.figures) })
    }
    return differences
  }
}
