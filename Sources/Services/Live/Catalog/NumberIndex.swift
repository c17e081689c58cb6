/// Numbers by a key that several may have, found by bisection: twelve bytes each.
///
/// In parts of growing size, so that adding some costs each of all a few steps in the long run.
struct NumberIndex: Sendable {
  typealias Entry = (key: UInt64, number: Int32)

  fileprivate struct Part {
    var keys: [UInt64] = []
    var numbers: [Int32] = []
  }

  private var parts: [Part] = []

  /// The numbers with a key, in no particular order.
  subscript(key: UInt64) -> [Int32] {
    var found: [Int32] = []
    for part in parts {
      let start = bisected(part.keys.count) { part.keys[$0] < key }
      guard start < part.keys.count, part.keys[start] == key else { continue }
      // Few have one key, but for a label's tracks.
      var end = start + 1
      while end < part.keys.count, end < start + 16, part.keys[end] == key { end += 1 }
      if end == start + 16 { end = bisected(part.keys.count) { part.keys[$0] <= key } }
      found += part.numbers[start..<end]
    }
    return found
  }

  /// Adds numbers that are not there yet.
  mutating func add(_ new: [Entry]) {
    guard !new.isEmpty else { return }
    let sorted = new.sorted { ($0.key, $0.number) < ($1.key, $1.number) }
    parts.append(Part(keys: sorted.map(\.key), numbers: sorted.map(\.number)))
    while parts.count > 1, parts[parts.count - 1].keys.count * 2 >= parts[parts.count - 2].keys.count {
      let last = parts.removeLast()
      parts[parts.count - 1] = parts[parts.count - 1].merged(last)
    }
  }

  /// Takes numbers out. In steps of the number of all.
  mutating func remove(_ numbers: Set<Int32>) {
    guard !numbers.isEmpty else { return }
    parts = parts.map { part in
      let places = part.keys.indices.filter { !numbers.contains(part.numbers[$0]) }
      return Part(keys: places.map { part.keys[$0] }, numbers: places.map { part.numbers[$0] })
    }
  }
}

extension NumberIndex.Part {
  fileprivate func merged(_ other: Self) -> Self {
    var merged = Self()
    merged.keys.reserveCapacity(keys.count + other.keys.count)
    merged.numbers.reserveCapacity(keys.count + other.keys.count)
    var (i, j) = (0, 0)
    while i < keys.count || j < other.keys.count {
      if j == other.keys.count || i < keys.count && keys[i] <= other.keys[j] {
        merged.keys.append(keys[i])
        merged.numbers.append(numbers[i])
        i += 1
      } else {
        merged.keys.append(other.keys[j])
        merged.numbers.append(other.numbers[j])
        j += 1
      }
    }
    return merged
  }
}
