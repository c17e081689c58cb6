import Money

/// Variances of lines added up: counts by status, and the figures by currency.
///
/// Sums are of the rounded figures of the lines, so that they are those of the books, and in every currency the parts
/// sum to what is reported less what is estimated. Lines added in any order and any grouping give the same sums.
public struct VarianceSums: Hashable, Sendable {
  /// Lines by their status; those without a line are left out.
  public private(set) var counts: [LineStatus: Int] = [:]
  /// The lines that are ours.
  public private(set) var byCurrency: [Currency: VarianceTotal] = [:]
  /// The lines of tracks that the catalog does not have: their money waits in suspense, and no estimate answers for it.
  public private(set) var notOurs: [Currency: VarianceTotal] = [:]
  /// Estimates that could not be brought to their report's currency, and are in none of the totals.
  public private(set) var setAside: [Currency: Amount] = [:]

  public init() {}

  public subscript(status: LineStatus) -> Int { counts[status] ?? 0 }

  /// The totals of the lines that are ours, in the order of the currencies' codes.
  public var sorted: [(currency: Currency, total: VarianceTotal)] {
    byCurrency.sorted { $0.key < $1.key }.map { (currency: $0.key, total: $0.value) }
  }

  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts; the sums stay as they were.
  public mutating func add(_ line: VarianceFigures, _ status: LineStatus) throws(ReconciliationError) {
    var one = VarianceSums()
    one.counts[status] = 1
    if status == .notOurs {
      one.notOurs[line.currency] = VarianceTotal(line)
    } else {
      one.byCurrency[line.currency] = VarianceTotal(line)
    }
    if let currency = line.setAsideCurrency { one.setAside[currency] = line.setAside }
    try merge(one)
  }

  /// Adds the lines of other sums.
  ///
  /// - Throws: `ReconciliationError.tooLarge` where a sum leaves the range of amounts; the sums stay as they were.
  public mutating func merge(_ other: VarianceSums) throws(ReconciliationError) {
    // First all that may throw.
    let ours = try Self.added(other.byCurrency, to: byCurrency)
    let theirs = try Self.added(other.notOurs, to: notOurs)
    var aside: [Currency: Amount] = [:]
    for (currency, amount) in other.setAside {
      aside[currency] = try (setAside[currency] ?? .zero).plus(amount, "the sum of the estimates set aside")
    }
    byCurrency.merge(ours) { $1 }
    notOurs.merge(theirs) { $1 }
    setAside.merge(aside) { $1 }
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// The sums of the currencies that are added, without the others: so that adding a line does not copy them all.
  private static func added(
    _ totals: [Currency: VarianceTotal], to sums: [Currency: VarianceTotal]
  ) throws(ReconciliationError) -> [Currency: VarianceTotal] {
    var changed: [Currency: VarianceTotal] = [:]
    for (currency, total) in totals { changed[currency] = try (sums[currency] ?? VarianceTotal()).adding(total) }
    return changed
  }
}
