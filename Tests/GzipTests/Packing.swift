/// Gzip members (RFC 1952) of stored blocks, written without zlib: what is read back was not packed by the same library.
enum Packing {
  /// One member; `blocks` says how the content is cut into deflate blocks of at most 65,535 bytes.
  static func member(_ content: [UInt8], block: Int = 65_535) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = content[...]
    repeat {
      let piece = rest.prefix(block)
      rest = rest.dropFirst(piece.count)
      bytes.append(rest.isEmpty ? 1 : 0)
      bytes += littleEndian(UInt16(piece.count)) + littleEndian(~UInt16(piece.count)) + piece
    } while !rest.isEmpty
    return bytes + littleEndian(checksum(content)) + littleEndian(UInt32(content.count))
  }

  /// CRC-32 of ISO 3309, bit by bit.
  static func checksum(_ content: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }

  private static func littleEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
