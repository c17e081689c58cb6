/// Numbers of tracks by the twelve bytes of their ISRC's stored form: a look-up touches one place in memory.
struct ISRCIndex: Sendable {
  private struct Slot {
    var first: UInt64
    var last: UInt32
    var ordinal: Int32
  }

  private static let free = Slot(first: 0, last: 0, ordinal: -1)

  private var slots = ContiguousArray(repeating: Self.free, count: 1 << 8)
  private var count = 0

  /// Bytes that it takes.
  var size: Int { slots.count * 16 }

  /// The number under which twelve bytes were added; -1 where they were not, or are not twelve.
  @inline(__always)
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard text.count == 12 else { return -1 }
    let raw = UnsafeRawPointer(text.baseAddress!)
    let (first, last) = (raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    return slots.withUnsafeBufferPointer { slots in
      var index = Self.place(first, last) & (slots.count - 1)
      while true {
        let slot = slots[index]
        if slot.ordinal < 0 || (slot.first == first && slot.last == last) { return slot.ordinal }
        index = (index + 1) & (slots.count - 1)
      }
    }
  }

  /// - Precondition: the twelve bytes were not added before.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, as ordinal: Int32) {
    let raw = UnsafeRawPointer(text.baseAddress!)
    put(
      Slot(
        first: raw.loadUnaligned(as: UInt64.self), last: raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self),
        ordinal: ordinal))
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = ContiguousArray(repeating: Self.free, count: old.count * 2)
    for slot in old where slot.ordinal >= 0 { put(slot) }
  }

  private mutating func put(_ slot: Slot) {
    var index = Self.place(slot.first, slot.last) & (slots.count - 1)
    while slots[index].ordinal >= 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }

  @inline(__always)
  private static func place(_ first: UInt64, _ last: UInt32) -> Int {
    let mixed = (first ^ UInt64(last) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32)
  }
}
