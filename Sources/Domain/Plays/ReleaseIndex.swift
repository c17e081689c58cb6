/// Numbers of tracks on releases, by the number of the track and the barcode: a look-up touches one place in memory.
struct ReleaseIndex: Sendable {
  private struct Slot {
    var barcode: UInt64
    var track: Int32
    var ordinal: Int32
  }

  private static let free = Slot(barcode: 0, track: 0, ordinal: -1)

  /// 256 places and more, once there is anything.
  private var slots: ContiguousArray<Slot> = []
  private var count = 0

  /// Bytes that it takes.
  var size: Int { slots.count * 16 }

  /// The number under which a track's release was added; -1 where it was not.
  func find(_ barcode: UInt64, of track: Int32) -> Int32 {
    guard !slots.isEmpty else { return -1 }
    return slots.withUnsafeBufferPointer { slots in
      var index = Self.place(barcode, track) & (slots.count - 1)
      while true {
        let slot = slots[index]
        if slot.ordinal < 0 || (slot.barcode == barcode && slot.track == track) { return slot.ordinal }
        index = (index + 1) & (slots.count - 1)
      }
    }
  }

  /// - Precondition: the track's release was not added before.
  mutating func add(_ barcode: UInt64, of track: Int32, as ordinal: Int32) {
    if slots.isEmpty { slots = ContiguousArray(repeating: Self.free, count: 1 << 8) }
    put(Slot(barcode: barcode, track: track, ordinal: ordinal))
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = ContiguousArray(repeating: Self.free, count: old.count * 2)
    for slot in old where slot.ordinal >= 0 { put(slot) }
  }

  private mutating func put(_ slot: Slot) {
    var index = Self.place(slot.barcode, slot.track) & (slots.count - 1)
    while slots[index].ordinal >= 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }

  @inline(__always)
  private static func place(_ barcode: UInt64, _ track: Int32) -> Int {
    let mixed = (barcode ^ UInt64(UInt32(bitPattern: track)) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32)
  }
}
