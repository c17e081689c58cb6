import Money

/// Variances by whatever the caller asks about: a platform, a country, a track, a pair of them.
public struct VarianceBreakdown<Key: Hashable & Comparable & Sendable>: Sendable, Equatable {
  public private(set) var sums: [Key: VarianceSums] = [:]

  public init() {}

  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts; the sums stay as they were.
  public mutating func add(
    _ line: VarianceFigures, _ status: LineStatus, to key: Key
  ) throws(ReconciliationError) {
    try sums[key, default: VarianceSums()].add(line, status)
  }

  /// Adds the lines of another breakdown.
  ///
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts; all stays as it was.
  public mutating func merge(_ other: VarianceBreakdown) throws(ReconciliationError) {
    var merged = sums
    for (key, added) in other.sums { try merged[key, default: VarianceSums()].merge(added) }
    sums = merged
  }

  /// In the order of the keys.
  public var sorted: [(key: Key, sums: VarianceSums)] {
    sums.sorted { $0.key < $1.key }.map { (key: $0.key, sums: $0.value) }
  }

  /// All keys together.
  ///
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts.
  public func total() throws(ReconciliationError) -> VarianceSums {
    var total = VarianceSums()
    for (_, sums) in sorted { try total.merge(sums) }
    return total
  }
}
