/// Keys that can be among the first of a ranking, by bounds of what each has.
struct Ranks {
  private let limit: Int
  /// Difference that rounding makes to bounds of money; `nil` for plays, whose bounds are the number itself.
  private let rounding: Int64?
  /// Lower bounds of the first so far: a heap, its least in front.
  private var heap: [Int64] = []
  private var candidates: [(key: Int32, upper: Int64)] = []
  /// Candidates at which those are looked for that no longer are. Twice as many as were left, so that equals cost little.
  private var bound = 1_024

  init(limit: Int, rounding: Int64?) {
    self.limit = limit
    self.rounding = rounding
  }

  var keys: Set<Int32> {
    let least = heap.count == limit ? heap[0] : .min
    return Set(candidates.lazy.filter { $0.upper >= least }.map(\.key))
  }

  /// Adds a key with plays.
  @inline(__always)
  mutating func offer(_ key: Int32, _ sum: PlaySums.Sum) {
    guard sum.plays > 0 else { return }
    // What does not fit is bound by nothing.
    let isUnbound = rounding != nil && sum.worth > Int64.max / 2
    let upper = rounding.map { isUnbound ? .max : sum.worth + $0 } ?? sum.plays
    guard heap.count < limit || upper >= heap[0] else { return }
    candidates.append((key, upper))
    add(rounding.map { isUnbound ? 0 : sum.worth - sum.plays - $0 } ?? sum.plays)
    // Those that were among the first when they came need not be any longer.
    if candidates.count > bound, heap.count == limit {
      let least = heap[0]
      candidates.removeAll { $0.upper < least }
      bound = max(1_024, 2 * candidates.count)
    }
  }

  private mutating func add(_ number: Int64) {
    guard heap.count == limit else {
      heap.append(number)
      var child = heap.count - 1
      while child > 0, heap[child] < heap[(child - 1) / 2] {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
      return
    }
    guard number > heap[0] else { return }
    heap[0] = number
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
