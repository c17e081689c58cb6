/// Walks one JSON object strictly (RFC 8259) and notes where the values of a play event's fields stand.
///
/// Unsafe on purpose: this is the innermost loop of ingest. It reads only inside `bytes` and copies nothing.
struct EventScanner {
  /// The fields we read. Others may be there, nested too, and are only checked for being JSON.
  enum Field: Int, CaseIterable {
    case isrc, externalID, playedAt, playTime, platform, source, country, tier, plays, eventID, upc
  }

  /// Place and kind of a value.
  struct Value {
    enum Kind: UInt8 { case absent, null, text, escapedText, number, other }
    var kind = Kind.absent
    var start = 0
    var end = 0
  }

  /// One of each field.
  typealias Values = InlineArray<11, Value>

  /// Objects and arrays may nest this deep: one bit each says which it is.
  static let maximumDepth = 128

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var hasNonASCII = false
  private(set) var values = Values(repeating: Value())

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  subscript(field: Field) -> Value { values[field.rawValue] }

  func slice(_ value: Value) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[value.start..<value.end])
  }

  /// Reads the whole input. `false` where it is not exactly one object.
  ///
  /// - Parameter pattern: of the event before, by which this one is found or not; then of this one.
  @inline(__always)
  mutating func scan(expecting pattern: inout EventPattern) -> Bool {
    pattern.match(bytes, into: &values) || scan(learning: &pattern)
  }

  private mutating func scan(learning pattern: inout EventPattern) -> Bool {
    values = Values(repeating: Value())
    pattern.begin(bytes)
    skipSpace()
    guard take(UInt8(ascii: "{")) else { return false }
    skipSpace()
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipSpace()
        guard let key = string() else { return false }
        skipSpace()
        guard take(UInt8(ascii: ":")) else { return false }
        skipSpace()
        guard let value = value() else { return false }
        // The last of equal keys counts, as nearly every JSON reader has it.
        let field = field(key)
        if let field { values[field.rawValue] = value }
        pattern.note(value, of: field, in: bytes)
        skipSpace()
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { return false }
    }
    skipSpace()
    guard at == bytes.count else { return false }
    pattern.end(bytes, isPlain: !hasNonASCII)
    return !hasNonASCII || String(validating: bytes, as: UTF8.self) != nil
  }

  private func field(_ key: Value) -> Field? {
    guard key.kind == .text else {
      return JSONString.unescaped(slice(key)).flatMap { $0.withUnsafeBufferPointer { Self.named($0) } }
    }
    return Self.named(slice(key))
  }

  private static func named(_ key: UnsafeBufferPointer<UInt8>) -> Field? {
    func matches(_ name: StaticString) -> Bool {
      for index in 0..<key.count where key[index] != name.utf8Start[index] { return false }
      return true
    }
    switch key.count {
    case 3: return matches("upc") ? .upc : nil
    case 4: return matches("isrc") ? .isrc : matches("tier") ? .tier : nil
    case 5: return matches("plays") ? .plays : nil
    case 6: return matches("source") ? .source : nil
    case 7: return matches("country") ? .country : nil
    case 8: return matches("platform") ? .platform : matches("event_id") ? .eventID : nil
    case 9: return matches("played_at") ? .playedAt : matches("play_time") ? .playTime : nil
    case 11: return matches("external_id") ? .externalID : nil
    default: return nil
    }
  }

  @inline(__always)
  private mutating func value() -> Value? {
    guard at < bytes.count else { return nil }
    switch bytes[at] {
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "n"): return word("null") ? Value(kind: .null) : nil
    case UInt8(ascii: "t"): return word("true") ? Value(kind: .other) : nil
    case UInt8(ascii: "f"): return word("false") ? Value(kind: .other) : nil
    case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested() ? Value(kind: .other) : nil
    default: return nil
    }
  }

  /// The quotes are left out of the value.
  @inline(__always)
  private mutating func string() -> Value? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = at
    var kind = Value.Kind.text
    while at < bytes.count {
      // Eight at a time while nothing among them is a quote, a backslash, a control character or beyond ASCII.
      while at + 8 <= bytes.count {
        let word = UnsafeRawPointer(bytes.baseAddress!).loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
        let special = Self.special(word)
        at += special.trailingZeroBitCount >> 3
        if special != 0 { break }
      }
      guard at < bytes.count else { return nil }
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        return Value(kind: kind, start: start, end: at - 1)
      }
      if byte == UInt8(ascii: "\\") {
        kind = .escapedText
        guard escape() else { return nil }
        continue
      }
      if byte < 0x20 { return nil }
      if byte >= 0x80 { hasNonASCII = true }
      at += 1
    }
    return nil
  }

  /// The high bit of each byte that ends a run of plain text. The lowest that is set is right; others may be set too.
  @inline(__always)
  static func special(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return ((quote &- ones) | (backslash &- ones) | (word &- ones &* 0x20) | word) & (ones &* 0x80)
  }

  private mutating func escape() -> Bool {
    guard at + 1 < bytes.count else { return false }
    switch bytes[at + 1] {
    case UInt8(ascii: "u"):
      guard at + 6 <= bytes.count else { return false }
      for index in at + 2..<at + 6 where JSONString.hexadecimal(bytes[index]) == nil { return false }
      at += 6
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 2
    default:
      return false
    }
    return true
  }

  private mutating func number() -> Value? {
    let start = at
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { guard digits() else { return nil } }
    if take(UInt8(ascii: ".")) { guard digits() else { return nil } }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() else { return nil }
    }
    return Value(kind: .number, start: start, end: at)
  }

  private mutating func digits() -> Bool {
    let start = at
    while at < bytes.count, bytes[at] &- 0x30 <= 9 { at += 1 }
    return at > start
  }

  private mutating func word(_ word: StaticString) -> Bool {
    guard at + word.utf8CodeUnitCount <= bytes.count else { return false }
    for index in 0..<word.utf8CodeUnitCount where bytes[at + index] != word.utf8Start[index] { return false }
    at += word.utf8CodeUnitCount
    return true
  }

  /// Skips an object or array without recursion; `isObject` holds a bit for each open one.
  private mutating func skipNested() -> Bool {
    var isObject: UInt128 = 0
    var depth = 0
    while true {
      skipSpace()
      guard at < bytes.count else { return false }
      let opens = bytes[at]
      if opens == UInt8(ascii: "{") || opens == UInt8(ascii: "[") {
        at += 1
        depth += 1
        guard depth <= Self.maximumDepth else { return false }
        isObject = isObject << 1 | (opens == UInt8(ascii: "{") ? 1 : 0)
        skipSpace()
        if !take(isObject & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          if isObject & 1 == 1 { guard key() else { return false } }
          continue
        }
        depth -= 1
        isObject >>= 1
      } else {
        guard scalar() else { return false }
      }
      // A value has ended: close what closes here, or go on behind a comma.
      while true {
        if depth == 0 { return true }
        skipSpace()
        if take(UInt8(ascii: ",")) {
          skipSpace()
          if isObject & 1 == 1 { guard key() else { return false } }
          break
        }
        guard take(isObject & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
        depth -= 1
        isObject >>= 1
      }
    }
  }

  private mutating func key() -> Bool {
    guard string() != nil else { return false }
    skipSpace()
    return take(UInt8(ascii: ":"))
  }

  private mutating func scalar() -> Bool {
    guard at < bytes.count, bytes[at] != UInt8(ascii: "{"), bytes[at] != UInt8(ascii: "[") else { return false }
    return value() != nil
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  @inline(__always)
  private mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      default: return
      }
    }
  }
}
