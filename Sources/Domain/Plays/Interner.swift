/// Short byte strings numbered in the order they were first seen. A look-up of a known one allocates nothing.
struct Interner {
  /// The hash beside the number, so that a look-up touches one slot and one text.
  private struct Slot {
    var hash: UInt32
    var ordinal: Int32
  }

  private var slots: ContiguousArray<Slot>
  private var ends: [Int] = [0]
  private var arena: [UInt8] = []

  init(capacity: Int = 64) {
    slots = ContiguousArray(repeating: Slot(hash: 0, ordinal: -1), count: capacity)
  }

  var count: Int { ends.count - 1 }

  /// Bytes kept.
  var size: Int { arena.count }

  func text(_ ordinal: Int32) -> String {
    String(decoding: arena[ends[Int(ordinal)]..<ends[Int(ordinal) + 1]], as: UTF8.self)
  }

  /// The number of these bytes; -1 where they were never added.
  func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 { slots[slot(of: bytes, Self.hash(bytes))].ordinal }

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = Self.hash(bytes)
    let slot = slot(of: bytes, hash)
    if slots[slot].ordinal >= 0 { return slots[slot].ordinal }
    let ordinal = Int32(count)
    slots[slot] = Slot(hash: hash, ordinal: ordinal)
    arena.append(contentsOf: bytes)
    ends.append(arena.count)
    if count * 2 > slots.count { grow() }
    return ordinal
  }

  mutating func add(_ text: String) -> Int32 {
    var text = text
    return text.withUTF8 { add($0) }
  }

  private func slot(of bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    return slots.withUnsafeBufferPointer { slots in
      var slot = Int(hash) & mask
      while true {
        let found = slots[slot]
        if found.ordinal < 0 || (found.hash == hash && isEqual(Int(found.ordinal), bytes)) { return slot }
        slot = (slot + 1) & mask
      }
    }
  }

  private func isEqual(_ ordinal: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[ordinal]
    guard ends[ordinal + 1] - start == bytes.count else { return false }
    return arena.withUnsafeBufferPointer { arena in
      for index in 0..<bytes.count where arena[start + index] != bytes[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: Slot(hash: 0, ordinal: -1), count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry.ordinal >= 0 {
      var slot = Int(entry.hash) & mask
      while slots[slot].ordinal >= 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  /// FNV-1a folded over four bytes at a time; the keys are a dozen bytes and come from catalogs, not from adversaries
  /// who choose collisions: a worker's table is bounded by `PlayDecoder.vocabularyLimit`.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(bytes)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var index = 0
    while index + 4 <= raw.count {
      hash = (hash ^ UInt64(raw.loadUnaligned(fromByteOffset: index, as: UInt32.self))) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      index += 4
    }
    while index < raw.count {
      hash = (hash ^ UInt64(raw[index])) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      index += 1
    }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
