import CZlib

/// Size and checksum of a file that is packed for a ZIP file, and how it is packed.
package struct PackedFile: Hashable, Sendable {
  package let isDeflated: Bool
  /// CRC-32 of the content.
  package let checksum: UInt32
  /// Bytes of the content.
  package let size: UInt64
  /// Bytes that it is packed into.
  package let packedSize: UInt64

  /// Packs content, in bounded memory.
  ///
  /// - Parameters:
  ///   - deflates: false leaves it as it is: what is packed already gets no smaller.
  ///   - sink: takes the packed bytes, in order.
  ///   - content: hands over the content, in order.
  package init(
    deflates: Bool, to sink: @escaping ([UInt8]) throws -> Void, content: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    var (checksum, size, packedSize) = (crc32(0, nil, 0), UInt64(0), UInt64(0))
    func put(_ bytes: [UInt8]) throws {
      guard !bytes.isEmpty else { return }
      packedSize += UInt64(bytes.count)
      try sink(bytes)
    }
    let deflater = deflates ? Deflater() : nil
    try content { bytes in
      size += UInt64(bytes.count)
      checksum = crc32(checksum, bytes, UInt32(bytes.count))
      if let deflater { try deflater.write(bytes, put) } else { try put(bytes) }
    }
    try deflater?.finish(put)
    isDeflated = deflates
    self.checksum = UInt32(checksum)
    self.size = size
    self.packedSize = packedSize
  }
}
