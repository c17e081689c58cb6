/// Shape of the last event: which bytes stand between its values.
///
/// A platform writes its events alike: the same keys in the same order, and only values that change. Where the bytes
/// between the values are those of the last event, and each value is plain text without escapes or a whole number, the
/// scanner would read the same fields at the same places: they are taken, and nothing else is looked at. Any other
/// event is left to the scanner.
struct EventPattern {
  /// Value that may change from event to event, with the bytes before it, back to the value before.
  private struct Slot {
    var gapStart: UInt16 = 0
    var gapEnd: UInt16 = 0
    /// Number of an `EventScanner.Field`; -1 for a field that nobody reads.
    var field: Int8 = -1
    var isText = false
  }

  /// A longer event makes no pattern.
  private static let longest = 2_048
  private static let mostValues = 24

  private var text: ContiguousArray<UInt8> = []
  private var slots = InlineArray<24, Slot>(repeating: Slot())
  private var count = 0
  /// Begin of what follows the last value.
  private var tail = 0
  /// Fields whose values are part of what must be the same: null, say.
  private var constants = EventScanner.Values(repeating: EventScanner.Value())
  private var isKnown = false
  private var isLearning = false
  /// A bit for each field that was noted.
  private var noted: UInt16 = 0

  // MARK: Learning

  /// Forgets the pattern and begins to learn from an event that the scanner is about to read.
  mutating func begin(_ bytes: UnsafeBufferPointer<UInt8>) {
    isKnown = false
    isLearning = bytes.count <= Self.longest
    (count, tail, noted) = (0, 0, 0)
    constants = EventScanner.Values(repeating: EventScanner.Value())
  }

  /// Notes a value where the scanner found it.
  ///
  /// - Parameter bytes: the event.
  mutating func note(_ value: EventScanner.Value, of field: EventScanner.Field?, in bytes: UnsafeBufferPointer<UInt8>) {
    guard isLearning else { return }
    if let field {
      // Of two values of one field the last counts, which is the scanner's business.
      isLearning = noted & (1 << field.rawValue) == 0
      noted |= 1 << field.rawValue
    }
    let isDigits = value.kind == .number && bytes[value.start..<value.end].allSatisfy { $0 &- 0x30 <= 9 }
    guard value.kind == .text || isDigits else {
      // It stays a part of the bytes that must be the same; one whose text would be read makes no pattern.
      guard let field else { return }
      isLearning = isLearning && (value.kind == .null || value.kind == .other)
      constants[field.rawValue] = EventScanner.Value(kind: value.kind)
      return
    }
    guard count < Self.mostValues else {
      isLearning = false
      return
    }
    slots[count] = Slot(
      gapStart: UInt16(tail), gapEnd: UInt16(value.start), field: Int8(field?.rawValue ?? -1),
      isText: value.kind == .text)
    tail = value.end
    count += 1
  }

  /// Ends learning: what was noted is all of an object.
  ///
  /// - Parameter isPlain: it has nothing but ASCII.
  mutating func end(_ bytes: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
    isKnown = isLearning && isPlain && count > 0
    guard isKnown else { return }
    text.removeAll(keepingCapacity: true)
    text.append(contentsOf: bytes)
  }

  // MARK: Matching

  /// Finds the fields of an event of this shape.
  ///
  /// - Returns: false where it is of another, which says nothing about the event.
  @inline(__always)
  func match(_ bytes: UnsafeBufferPointer<UInt8>, into values: inout EventScanner.Values) -> Bool {
    guard isKnown, let base = bytes.baseAddress else { return false }
    values = constants
    let end = bytes.count
    let raw = UnsafeRawPointer(base)
    return text.withUnsafeBytes { text in
      var at = 0
      for index in 0..<count {
        let slot = slots[index]
        let gap = Int(slot.gapEnd - slot.gapStart)
        guard at + gap < end, Self.isEqual(raw + at, text.baseAddress! + Int(slot.gapStart), gap) else { return false }
        at += gap
        let start = at
        if slot.isText {
          while true {
            guard at + 8 <= end else {
              // The last bytes of an event that ends with text.
              while at < end, bytes[at] != 0x22, bytes[at] != 0x5C, bytes[at] >= 0x20, bytes[at] < 0x80 { at += 1 }
              break
            }
            let special = EventScanner.special((raw + at).loadUnaligned(as: UInt64.self).littleEndian)
            at += special.trailingZeroBitCount >> 3
            if special != 0 { break }
          }
          guard at < end, bytes[at] == 0x22 else { return false }
          if slot.field >= 0 { values[Int(slot.field)] = EventScanner.Value(kind: .text, start: start, end: at) }
        } else {
          while at < end, bytes[at] &- 0x30 <= 9 { at += 1 }
          // JSON has no number that begins with a needless 0.
          guard at > start, bytes[start] != 0x30 || at == start + 1 else { return false }
          if slot.field >= 0 { values[Int(slot.field)] = EventScanner.Value(kind: .number, start: start, end: at) }
        }
      }
      let rest = text.count - tail
      return at + rest == end && Self.isEqual(raw + at, text.baseAddress! + tail, rest)
    }
  }

  @inline(__always)
  private static func isEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
    guard count >= 8 else {
      for index in 0..<count
      where a.load(fromByteOffset: index, as: UInt8.self) != b.load(fromByteOffset: index, as: UInt8.self) {
        return false
      }
      return true
    }
    var at = 0
    while at + 8 <= count {
      guard a.loadUnaligned(fromByteOffset: at, as: UInt64.self) == b.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      else { return false }
      at += 8
    }
    // Some of these a second time.
    return a.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      == b.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
  }
}
