/// Picks an index with a probability in proportion to its weight, in constant time (Vose's alias method).
struct WeightedChoice: Sendable {
  /// Threshold of 2^32: below it the index itself, else its alias.
  private var threshold: [UInt64]
  private var alias: [Int]

  /// - Parameter weights: not negative, and not all zero. Randomness is no money, so floating point is fine here.
  init(_ weights: [Double]) {
    let mean = weights.reduce(0, +) / Double(weights.count)
    var scaled = weights.map { $0 / mean }
    threshold = Array(repeating: 1 << 32, count: weights.count)
    alias = Array(weights.indices)
    var small = weights.indices.filter { scaled[$0] < 1 }
    var large = weights.indices.filter { scaled[$0] >= 1 }
    while let low = small.popLast() {
      guard let high = large.popLast() else { break }
      threshold[low] = UInt64(scaled[low] * 4_294_967_296)
      alias[low] = high
      scaled[high] -= 1 - scaled[low]
      if scaled[high] < 1 { small.append(high) } else { large.append(high) }
    }
  }

  func pick(_ generator: inout SeededGenerator) -> Int {
    let random = generator.next()
    let index = Int(((random >> 32) &* UInt64(threshold.count)) >> 32)
    return random & 0xFFFF_FFFF < threshold[index] ? index : alias[index]
  }
}
