/// The text of a JSON string that has escapes in it. Rare, so it may allocate.
enum JSONString {
  /// - Parameter bytes: what stands between the quotes, already checked to be well-formed.
  /// - Returns: `nil` where an escape names half a surrogate pair, which is no character.
  static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var text: [UInt8] = []
    var at = 0
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "\\") else {
        text.append(bytes[at])
        at += 1
        continue
      }
      switch bytes[at + 1] {
      case UInt8(ascii: "u"):
        var unit = codeUnit(bytes, at + 2)
        at += 6
        if unit & 0xFC00 == 0xD800, at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"),
          bytes[at + 1] == UInt8(ascii: "u")
        {
          let low = codeUnit(bytes, at + 2)
          guard low & 0xFC00 == 0xDC00 else { return nil }
          unit = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
          at += 6
        }
        guard let scalar = Unicode.Scalar(unit) else { return nil }
        text.append(contentsOf: UTF8.encode(scalar)!)
        continue
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case let other: text.append(other)
      }
      at += 2
    }
    return text
  }

  static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte) - 0x57
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 0x37
    default: nil
    }
  }

  private static func codeUnit(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
    (start..<start + 4).reduce(0) { $0 << 4 | hexadecimal(bytes[$1])! }
  }
}
