import CZlib

/// Deflates a stream piece by piece, in bounded memory.
final class Deflater {
  /// Frame around the deflated bytes.
  enum Frame: Int32 {
    case none = -15
    /// 15 bits of window, and 16 for the header and the checksum of gzip.
    case gzip = 31
  }

  private static let chunk = 1 << 17
  private var stream = z_stream()
  private let output: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter isFast: true packs faster, and a little less.
  init(_ frame: Frame = .none, isFast: Bool = false) {
    output = .allocate(capacity: Self.chunk)
    let code = deflateInit2_(
      &stream, isFast ? Z_BEST_SPEED : Z_DEFAULT_COMPRESSION, Z_DEFLATED, frame.rawValue, 8, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION,
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
