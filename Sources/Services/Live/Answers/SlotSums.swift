import Money

/// Plays and money by row, and within it by currency: as many as a question has keys, months and currencies.
struct SlotSums {
  struct Slot {
    var plays: Int64 = 0
    var pico: Int128 = 0
  }

  /// Slots of a row: one for plays that no rate was in force for, and one for each currency.
  let width: Int
  private(set) var slots: [Slot]

  init(rows: Int, currencies: Int) {
    width = currencies + 1
    slots = Array(repeating: Slot(), count: max(1, rows) * width)
  }

  /// Lets the body add to the slots, which are by row and by the currency's number + 1.
  @inline(__always)
  mutating func withSlots<Result>(_ body: (UnsafeMutablePointer<Slot>) throws -> Result) rethrows -> Result {
    // A question about no month has no slots, and adds to none.
    try slots.withUnsafeMutableBufferPointer { try body($0.baseAddress!) }
  }

  /// Slots of a row that plays were added to.
  func touched(_ row: Int, _ body: (_ currency: Int, _ slot: Slot) -> Void) {
    for index in row * width..<(row + 1) * width where slots[index].plays != 0 {
      body(index - row * width - 1, slots[index])
    }
  }

  mutating func clear(_ row: Int) {
    for index in row * width..<(row + 1) * width { slots[index] = Slot() }
  }
}
