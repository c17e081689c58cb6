/// Values by the bytes they were read from, so that a field that repeats from line to line is understood once.
///
/// It grows to a number of places and no further; there the last two keys that fell on a pair of places stay. Of keys
/// longer than 32 bytes it has a few places, and of those longer than 256 none.
struct Memo<Value> {
  /// A key as words. Its length is part of it, since short keys overlap themselves.
  private struct Key: Equatable {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = -1

    static func == (a: Key, b: Key) -> Bool {
      a.count == b.count && a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2
        && a.words.3 == b.words.3
    }
  }

  private var keys: ContiguousArray<Key>
  private var values: ContiguousArray<Value?>
  private var shift: UInt64
  private var kept = 0
  private let maximum: Int
  private var long: [(key: [UInt8], value: Value)?] = []

  /// - Parameter maximum: places at most, a power of two of at least 16.
  init(maximum: Int) {
    self.maximum = maximum
    keys = ContiguousArray(repeating: Key(), count: 16)
    values = ContiguousArray(repeating: nil, count: 16)
    shift = 60
  }

  func find(_ bytes: UnsafeRawBufferPointer) -> Value? {
    let key = Self.key(bytes)
    if bytes.count > 32 {
      guard !long.isEmpty, let kept = long[longPlace(key)], kept.key.elementsEqual(bytes) else { return nil }
      return kept.value
    }
    let place = place(key)
    if keys[place] == key { return values[place] }
    if keys[place ^ 1] == key { return values[place ^ 1] }
    return nil
  }

  /// - Parameter bytes: a key that `find` does not know.
  mutating func keep(_ value: Value, for bytes: UnsafeRawBufferPointer) {
    if bytes.count > 32 {
      if long.isEmpty { long = Array(repeating: nil, count: 64) }
      if bytes.count <= 256 { long[longPlace(Self.key(bytes))] = (Array(bytes), value) }
      return
    }
    if kept * 2 >= keys.count, keys.count < maximum { grow() }
    kept += 1
    insert(Self.key(bytes), value)
  }

  private mutating func insert(_ key: Key, _ value: Value?) {
    let place = place(key)
    keys[place ^ 1] = keys[place]
    values[place ^ 1] = values[place]
    keys[place] = key
    values[place] = value
  }

  private mutating func grow() {
    let old = (keys: keys, values: values)
    keys = ContiguousArray(repeating: Key(), count: old.keys.count * 4)
    values = ContiguousArray(repeating: nil, count: old.keys.count * 4)
    shift -= 2
    kept = 0
    for place in old.keys.indices where old.keys[place].count >= 0 {
      insert(old.keys[place], old.values[place])
      kept += 1
    }
  }

  private func longPlace(_ key: Key) -> Int { Int(Self.hash(key) >> 58) }

  @inline(__always)
  private func place(_ key: Key) -> Int { Int(Self.hash(key) >> shift) }

  @inline(__always)
  private static func hash(_ key: Key) -> UInt64 {
    var hash = key.words.0 &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 32) ^ key.words.1) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 29) ^ key.words.2 ^ UInt64(key.count)) &* 0x94D0_49BB_1331_11EB
    hash = (hash ^ (hash >> 32) ^ key.words.3) &* 0x9E37_79B9_7F4A_7C15
    return hash
  }

  /// Loads that overlap, and never leave `bytes`. Of a long key its beginning and end.
  @inline(__always)
  private static func key(_ bytes: UnsafeRawBufferPointer) -> Key {
    func word(_ at: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
    func half(_ at: Int) -> UInt64 { UInt64(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)) }
    let count = bytes.count
    var key = Key()
    key.count = count
    switch count {
    case 0: break
    case 1...3: key.words.0 = UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16
    case 4...8: key.words.0 = half(0) | half(count - 4) << 32
    case 9...16: key.words = (word(0), word(count - 8), 0, 0)
    default: key.words = (word(0), word(8), word(count - 16), word(count - 8))
    }
    return key
  }
}
