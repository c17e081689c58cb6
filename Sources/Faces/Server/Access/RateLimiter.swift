import Synchronization

/// A bucket for each key, filled at its rate up to two seconds' worth. A bounded number of buckets: a key that was
/// forgotten begins with a full one.
package final class RateLimiter<Key: Hashable & Sendable>: Sendable {
  private struct Bucket {
    /// Thousandths of a request.
    var level: Int64
    var filledAt: ContinuousClock.Instant
  }

  private let buckets: Mutex<RecentTable<Key, Bucket>>

  package init(capacity: Int) {
    buckets = Mutex(RecentTable(capacity: capacity))
  }

  /// Takes what a request costs, where the bucket has it. A cost above a full bucket is a full bucket.
  ///
  /// - Parameter isTaken: whether it is taken, or only looked whether it could be.
  package func allows(
    _ key: Key, perSecond rate: Int, cost: Int = 1, isTaken: Bool = true, now: ContinuousClock.Instant = .now
  ) -> Bool {
    let full = Int64(rate) * 2_000
    let price = min(Int64(cost) * 1_000, full)
    return buckets.withLock { buckets in
      var bucket = buckets[key] ?? Bucket(level: full, filledAt: now)
      let (seconds, attoseconds) = (now - bucket.filledAt).components
      // Two seconds fill it.
      let passed = seconds >= 2 ? 2_000_000 : max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
      bucket.level = min(full, bucket.level + passed * Int64(rate) / 1000)
      bucket.filledAt = max(now, bucket.filledAt)
      let isAllowed = bucket.level >= price
      if isAllowed, isTaken { bucket.level -= price }
      buckets[key] = bucket
      return isAllowed
    }
  }
}
