/// Sample of a text's lines, by which texts are found to have lines in common: the smallest of 64-bit hashes of its
/// distinct lines.
///
/// Up to the larger hash of the two that bounds a sample, a line of both texts is in both samples. So the share of the
/// lines that have their like in the other text is estimated from the hashes up to there; where no line has, it is 0.
package struct LineSketch: Hashable, Sendable {
  /// Hashes of a text with as many lines, or more.
  package static let limit = 1_024

  /// Distinct, the smallest first.
  package let hashes: [Int64]

  /// - Parameter hashes: distinct, the smallest first.
  package init(hashes: [Int64]) {
    self.hashes = hashes
  }

  /// Largest hash up to which every line of the text is in it.
  private var bound: Int64 { hashes.count < Self.limit ? .max : hashes[Self.limit - 1] }

  /// Lines found in another text, out of those that can be compared with it.
  package struct Share: Hashable, Sendable {
    package let shared: Int
    package let compared: Int

    package init(shared: Int, compared: Int) {
      self.shared = shared
      self.compared = compared
    }

    /// In hundredths, rounded down.
    package var percent: Int { compared == 0 ? 0 : shared * 100 / compared }
    /// True for 5 % or more.
    package var isOverlap: Bool { shared > 0 && shared * 20 >= compared }
  }

  /// Share of this text's lines that stand in another.
  ///
  /// - Parameter known: hashes of lines that may stand in both.
  package func share(in other: LineSketch, apartFrom known: Set<Int64> = []) -> Share {
    let bound = min(bound, other.bound)
    var (shared, compared, place) = (0, 0, 0)
    for hash in hashes {
      guard hash <= bound else { break }
      compared += 1
      while place < other.hashes.count, other.hashes[place] < hash { place += 1 }
      if place < other.hashes.count, other.hashes[place] == hash, !known.contains(hash) { shared += 1 }
    }
    return Share(shared: shared, compared: compared)
  }
}
