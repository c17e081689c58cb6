import Crypto
import Store

/// Ids of events that count once within a window: those that were counted, by partition and hour, and those that are about
/// to be.
///
/// What is gathered is news of the commit that counts it: where that fails, both are forgotten together.
package final class SeenEvents {
  /// Hours before that of an event in which its id may not have been counted.
  package let window: Int32
  private var counted: [Int32: [Int32: CountedIDs]] = [:]
  private var gathered = Gathered()
  private var handedOver = Gathered()

  /// Dropped events of one commit.
  private static let repeatedLimit = 50_000
  private static let keptBytes = 256

  private struct Gathered {
    var ids: [Int32: [Int32: Set<UInt128>]] = [:]
    var repeated: [EventIDStore.Repeated] = []
  }

  package init(window: Int32) {
    self.window = window
  }

  /// True if it is time to commit, however little time has passed.
  package var isFull: Bool { gathered.repeated.count >= Self.repeatedLimit }

  /// Number of ids in memory.
  package var count: Int { counted.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count } } }

  // MARK: Partitions

  /// Forgets everything: other partitions come.
  package func removeAll() {
    counted = [:]
    clear()
  }

  /// Takes in ids that were counted.
  package func load(_ bytes: [UInt8], partition: Int32, hour: Int32) {
    let ids = stride(from: 0, to: bytes.count, by: 16).lazy.map { at in
      bytes[at..<at + 16].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    }
    counted[partition, default: [:]][hour, default: CountedIDs()].add(ids)
  }

  // MARK: Events

  /// Takes an event that is about to be counted.
  ///
  /// - Parameters:
  ///   - id: as it is written.
  ///   - sentAt: the broker's time, in milliseconds since 1970.
  /// - Returns: false where its id was counted within the window: the event is dropped.
  package func take(
    _ id: UnsafeRawBufferPointer, partition: Int32, position: Int64, sentAt: Int64, receivedAt: Int64
  ) -> Bool {
    let hour = Int32(clamping: sentAt / 3_600_000)
    let digest = Self.digest(id)
    let isRepeated =
      counted[partition]?.contains { $0.key >= hour - window && $0.value.contains(digest) } == true
      || [gathered, handedOver].contains { pending in
        pending.ids[partition]?.contains { $0.key >= hour - window && $0.value.contains(digest) } == true
      }
    guard isRepeated else {
      gathered.ids[partition, default: [:]][hour, default: []].insert(digest)
      return true
    }
    gathered.repeated.append(
      .init(
        partition: partition, position: position, id: String(decoding: id.prefix(Self.keptBytes), as: UTF8.self),
        receivedAt: receivedAt * 1000))
    return false
  }

  /// The first half of the SHA-256: of 10^9 ids in a window, two are taken for one with a chance of 10^-20.
  private static func digest(_ id: UnsafeRawBufferPointer) -> UInt128 {
    var hash = SHA256()
    hash.update(bufferPointer: id)
    return hash.finalize().prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
  }

  // MARK: Commits

  package func handOver() {
    handedOver = gathered
    gathered = Gathered()
  }

  /// News that the commit of what was handed over writes.
  package var news: EventIDStore.News {
    var news = EventIDStore.News()
    news.repeated = handedOver.repeated
    for (partition, hours) in handedOver.ids.sorted(by: { $0.key < $1.key }) {
      for (hour, ids) in hours.sorted(by: { $0.key < $1.key }) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ids.count * 16)
        for id in ids.sorted() { withUnsafeBytes(of: id.bigEndian) { bytes.append(contentsOf: $0) } }
        news.counted.append(.init(partition: partition, hour: hour, ids: bytes))
      }
      // Where an hour begins, one goes.
      let before = counted[partition]?.keys.max()
      if let latest = hours.keys.max(), let before, latest > before { news.keptFrom[partition] = latest - window }
    }
    return news
  }

  /// Notes that what was handed over is committed.
  package func settle() {
    for (partition, hours) in handedOver.ids {
      for (hour, ids) in hours { counted[partition, default: [:]][hour, default: CountedIDs()].add(ids) }
      guard let latest = counted[partition]?.keys.max() else { continue }
      counted[partition] = counted[partition]?.filter { $0.key >= latest - window }
    }
    handedOver = Gathered()
  }

  /// Forgets what is not committed: it is read again.
  package func clear() {
    gathered = Gathered()
    handedOver = Gathered()
  }
}

/// Ids of an hour: most in order, 16 bytes each, and the newest beside them.
private struct CountedIDs {
  private var sorted: ContiguousArray<UInt128> = []
  private var fresh: Set<UInt128> = []

  var count: Int { sorted.count + fresh.count }

  mutating func add(_ ids: some Sequence<UInt128>) {
    fresh.formUnion(ids)
    guard fresh.count > 65_536 + sorted.count / 4 else { return }
    sorted.append(contentsOf: fresh)
    sorted.sort()
    fresh = []
  }

  func contains(_ id: UInt128) -> Bool {
    if fresh.contains(id) { return true }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] == id { return true }
      if sorted[middle] < id { low = middle + 1 } else { high = middle }
    }
    return false
  }
}
