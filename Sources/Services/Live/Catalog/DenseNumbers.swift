/// Small numbers, one after the other, for the ids of the database, which have holes: those that an import tried and did
/// not need.
struct DenseNumbers: Sendable {
  /// Number by id; -1 where there is none. Four bytes for each id up to the last.
  private var numbers: [Int32] = []
  private(set) var count: Int32 = 0

  /// - Returns: `nil` for an id that has none.
  subscript(id: Int32) -> Int32? {
    guard id >= 0, Int(id) < numbers.count else { return nil }
    let number = numbers[Int(id)]
    return number < 0 ? nil : number
  }

  /// The number of an id, and if it is new.
  mutating func add(_ id: Int32) -> (number: Int32, isNew: Bool) {
    if let number = self[id] { return (number, false) }
    if Int(id) >= numbers.count {
      numbers.append(contentsOf: repeatElement(-1, count: Int(id) + 1 - numbers.count))
    }
    numbers[Int(id)] = count
    count += 1
    return (count - 1, true)
  }
}
