/// Numbers by a key that several may have, found by bisection: twelve bytes each.
struct NumberIndex: Sendable {
  typealias Entry = (key: UInt64, number: Int32)

  private var keys: [UInt64] = []
  private var numbers: [Int32] = []

  /// The numbers with a key, ascending.
  subscript(key: UInt64) -> ArraySlice<Int32> {
    let start = first { $0 >= key }
    var end = start
    // Few have one key, but for a label's tracks.
    while end < keys.count, end < start + 16, keys[end] == key { end += 1 }
    if end == start + 16 { end = first { $0 > key } }
    return numbers[start..<end]
  }

  /// Gives some numbers another key, or their first. In steps of the number of all.
  mutating func update(_ changed: [Entry]) {
    guard !changed.isEmpty else { return }
    // Numbers are given out one after the other: mostly none of these has a key yet.
    let known = Int32(numbers.count)
    let moved = Set(changed.lazy.map(\.number).filter { $0 < known })
    let added = changed.sorted { ($0.key, $0.number) < ($1.key, $1.number) }
    var (newKeys, newNumbers): ([UInt64], [Int32]) = ([], [])
    newKeys.reserveCapacity(keys.count + added.count)
    newNumbers.reserveCapacity(keys.count + added.count)
    var next = 0
    func take(_ key: UInt64, _ number: Int32) {
      newKeys.append(key)
      newNumbers.append(number)
    }
    for index in keys.indices where moved.isEmpty || !moved.contains(numbers[index]) {
      while next < added.count, (added[next].key, added[next].number) < (keys[index], numbers[index]) {
        take(added[next].key, added[next].number)
        next += 1
      }
      take(keys[index], numbers[index])
    }
    for entry in added[next...] { take(entry.key, entry.number) }
    (keys, numbers) = (newKeys, newNumbers)
  }

  private func first(where isBeyond: (UInt64) -> Bool) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(keys[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
