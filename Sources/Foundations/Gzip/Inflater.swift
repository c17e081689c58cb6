import CZlib

/// Inflates one stream without a frame, piece by piece, in bounded memory.
final class Inflater {
  private var stream = z_stream()
  private let output: UnsafeMutableBufferPointer<UInt8>
  /// True when the stream has come to its end.
  private(set) var isFinished = false

  init(chunk: Int) {
    output = .allocate(capacity: chunk)
    let code = inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib could not be initialised")
  }

  deinit {
    inflateEnd(&stream)
    output.deallocate()
  }

  /// Takes packed bytes and hands over what they inflate to.
  ///
  /// - Returns: false where they are no such stream, or stand behind its end.
  func write(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(bytes.count)
    repeat {
      guard !isFinished else { return stream.avail_in == 0 }
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      let code = inflate(&stream, Z_NO_FLUSH)
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { return false }
      isFinished = code == Z_STREAM_END
      try body(UnsafeRawBufferPointer(start: output.baseAddress, count: output.count - Int(stream.avail_out)))
    } while stream.avail_out == 0 || stream.avail_in > 0
    return true
  }
}
