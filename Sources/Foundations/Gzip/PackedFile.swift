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

/// Deflates a stream piece by piece, without a header.
private final class Deflater {
  private static let chunk = 1 << 17
  private var stream = z_stream()
  private let output: UnsafeMutableBufferPointer<UInt8>

  init() {
    output = .allocate(capacity: Self.chunk)
    let code = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib could not be initialised")
  }

  deinit {
    deflateEnd(&stream)
    output.deallocate()
  }

  func write(_ bytes: [UInt8], _ body: ([UInt8]) throws -> Void) throws {
    try bytes.withUnsafeBufferPointer { try run($0, Z_NO_FLUSH, body) }
  }

  func finish(_ body: ([UInt8]) throws -> Void) throws {
    try run(UnsafeBufferPointer(start: nil, count: 0), Z_FINISH, body)
  }

  private func run(_ bytes: UnsafeBufferPointer<UInt8>, _ flush: Int32, _ body: ([UInt8]) throws -> Void) throws {
    stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
    stream.avail_in = UInt32(bytes.count)
    repeat {
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      let code = deflate(&stream, flush)
      precondition(code != Z_STREAM_ERROR, "zlib was given a stream that is not one")
      try body(Array(output[..<(output.count - Int(stream.avail_out))]))
    } while stream.avail_out == 0
  }
}
