/// Characters that XML cannot hold stand in sheets as `_x000D_`, and `_` before something of that form as `_x005F_`.
enum EscapedText {
  private static let length = 7

  /// Puts the characters in the place of their escapes, from an index on. What would be no text, or a zero, which
  /// databases do not take for text, is left as it is written.
  static func undo(_ bytes: inout [UInt8], from start: Int) {
    guard bytes.count - start >= length, let first = bytes[start...].firstIndex(of: UInt8(ascii: "_")) else { return }
    var (read, write) = (first, first)
    while read < bytes.count {
      guard var unit = unit(bytes, at: read) else {
        bytes[write] = bytes[read]
        (read, write) = (read + 1, write + 1)
        continue
      }
      var next = read + length
      if (0xD800...0xDBFF).contains(unit), let low = self.unit(bytes, at: next), (0xDC00...0xDFFF).contains(low) {
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        next += length
      }
      guard unit > 0, let scalar = Unicode.Scalar(unit) else {
        bytes[write] = bytes[read]
        (read, write) = (read + 1, write + 1)
        continue
      }
      // At most 4 bytes in the place of 14, and 3 in that of 7.
      for byte in UTF8.encode(scalar)! {
        bytes[write] = byte
        write += 1
      }
      read = next
    }
    bytes.removeSubrange(write...)
  }

  private static func unit(_ bytes: [UInt8], at place: Int) -> UInt32? {
    guard bytes.count - place >= length, bytes[place] == UInt8(ascii: "_"), bytes[place + 1] == UInt8(ascii: "x"),
      bytes[place + 6] == UInt8(ascii: "_")
    else { return nil }
    var unit: UInt32 = 0
    for byte in bytes[(place + 2)..<(place + 6)] {
      switch byte {
      case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt32((byte & 0xDF) - 0x37)
      default: return nil
      }
    }
    return unit
  }
}
