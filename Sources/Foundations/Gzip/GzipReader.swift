import CZlib

/// Inflates a gzip stream piece by piece, in bounded memory. Members that follow each other read as one.
package final class GzipReader {
  /// The stream is damaged, or ends too early.
  package struct Damaged: Error, CustomStringConvertible {
    package let description: String
  }

  /// The stream unfolds to more than it may.
  package struct TooLarge: Error, CustomStringConvertible {
    package let description: String
  }

  /// Bound of what a stream may unfold to.
  package struct Bounds: Sendable {
    /// Bytes of text at most.
    package var bytes: Int64
    /// Bytes of text for each that is packed, at most: gzip packs a run of one byte to a thousandth, and no table.
    package var ratio: Int64
    /// Bytes of text up to which the ratio is not looked at: a small file harms nobody.
    package var grace: Int64

    package init(bytes: Int64 = .max, ratio: Int64 = .max, grace: Int64 = 16 << 20) {
      self.bytes = bytes
      self.ratio = ratio
      self.grace = grace
    }

    func check(unpacked: Int64, packed: Int64) throws(TooLarge) {
      guard unpacked <= bytes else { throw TooLarge(description: "it unfolds to more than \(bytes) bytes") }
      // Divided and not multiplied: nothing can overflow.
      guard unpacked <= grace || unpacked / ratio <= packed else {
        throw TooLarge(description: "it unfolds to more than \(ratio) times its size")
      }
    }
  }

  private let bounds: Bounds
  private var unpacked: Int64 = 0
  private var packed: Int64 = 0
  private var stream = z_stream()
  private var isFinished = false
  private let output: UnsafeMutableBufferPointer<UInt8>

  package init(chunk: Int = 1 << 18, bounds: Bounds = Bounds()) {
    self.bounds = bounds
    output = .allocate(capacity: chunk)
    // 15 bits of window, and 16 for the gzip header.
    let code = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib could not be initialised")
  }

  deinit {
    inflateEnd(&stream)
    output.deallocate()
  }

  /// True if the bytes are the start of a gzip stream.
  package static func isGzip(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// Takes compressed bytes and hands over what they inflate to, a chunk at a time.
  ///
  /// - Throws: `Damaged` where the bytes are not gzip or its checksum is wrong; `TooLarge` before more is handed over than
  ///   the bounds allow; what the body throws.
  package func write(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let base = bytes.baseAddress else { return }
    stream.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(bytes.count)
    repeat {
      if isFinished {
        guard stream.avail_in > 0 else { return }
        inflateReset(&stream)
        isFinished = false
      }
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      let waiting = stream.avail_in
      let code = inflate(&stream, Z_NO_FLUSH)
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
        let reason = stream.msg.map { String(cString: $0) } ?? "code \(code)"
        throw Damaged(description: "the gzip stream is damaged: \(reason)")
      }
      isFinished = code == Z_STREAM_END
      let count = output.count - Int(stream.avail_out)
      packed += Int64(waiting - stream.avail_in)
      unpacked += Int64(count)
      try bounds.check(unpacked: unpacked, packed: packed)
      try body(UnsafeRawBufferPointer(start: output.baseAddress, count: count))
    } while stream.avail_out == 0 || stream.avail_in > 0
  }

  /// To be called at the end of the input.
  ///
  /// - Throws: `Damaged` where the stream is not complete.
  package func finish() throws {
    guard isFinished else { throw Damaged(description: "the gzip stream ends too early: the file was cut") }
  }
}
