#if canImport(Glibc)
  import Glibc
#endif

/// Cuts chunks of bytes into lines, in bounded memory however long a line is.
package struct LineSplitter {
  /// Bytes handed over of a longer line, with its whole size.
  private static let keptBytes = 1 << 20

  /// One line without its end. `bytes` is valid inside the closure only.
  package struct Line {
    package let bytes: UnsafeRawBufferPointer
    package let size: Int
    /// Start of the line, in bytes from the start of the text.
    package let start: Int64
    /// Start of the next line.
    package let end: Int64
  }

  private var partial: [UInt8] = []
  private var partialSize = 0
  private var position: Int64

  /// - Parameter position: where the first chunk stands in the text.
  package init(position: Int64) {
    self.position = position
  }

  package mutating func split(_ chunk: UnsafeRawBufferPointer, _ body: (Line) throws -> Void) rethrows {
    var start = 0
    while start < chunk.count {
      let base = chunk.baseAddress! + start
      guard let found = memchr(base, 0x0A, chunk.count - start) else { break }
      let length = UnsafeRawPointer(found) - base
      if partialSize == 0 {
        let line = UnsafeRawBufferPointer(rebasing: chunk[start..<start + length])
        try emit(line, size: length, terminator: 1, body)
      } else {
        keep(chunk[start..<start + length])
        try emitPartial(terminator: 1, body)
      }
      start += length + 1
    }
    if start < chunk.count { keep(chunk[start...]) }
  }

  /// The last line, where the text does not end in a line's end.
  package mutating func finish(_ body: (Line) throws -> Void) rethrows {
    if partialSize > 0 { try emitPartial(terminator: 0, body) }
  }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    partial.append(contentsOf: bytes.prefix(max(Self.keptBytes - partial.count, 0)))
    partialSize += bytes.count
  }

  private mutating func emitPartial(terminator: Int, _ body: (Line) throws -> Void) rethrows {
    let bytes = partial
    let size = partialSize
    partial.removeAll(keepingCapacity: true)
    partialSize = 0
    try bytes.withUnsafeBytes { try emit($0, size: size, terminator: terminator, body) }
  }

  private mutating func emit(
    _ bytes: UnsafeRawBufferPointer, size: Int, terminator: Int, _ body: (Line) throws -> Void
  ) rethrows {
    let start = position
    position += Int64(size + terminator)
    let isBlank = size <= bytes.count && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    if !isBlank { try body(Line(bytes: bytes, size: size, start: start, end: position)) }
  }
}
