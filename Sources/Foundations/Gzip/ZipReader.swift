import CZlib

/// A ZIP file that is read by the list at its end, one part at a time, in bounded memory.
///
/// Nothing is written anywhere, so names are names and no paths. What could be read in two ways is refused when it is
/// opened: parts that overlap, a name that two parts have, a part whose own header says something else than the list.
/// Not `Sendable`: one thread reads it.
package final class ZipReader {
  /// A file in it.
  package struct Part: Hashable, Sendable {
    /// As it stands there, with `/` between folders.
    package let name: String
    /// Bytes that it unfolds to, as the list says. Reading gives exactly so many, or is refused.
    package let size: UInt64
    package let packedSize: UInt64
    let isDeflated: Bool
    let checksum: UInt32
    /// Place of its packed bytes.
    let start: UInt64
  }

  private static let chunk = 1 << 16
  private let file: ZipBytes
  /// By name in small letters: names of parts do not differ by case (ECMA-376-2, 6.2.2.3).
  private let parts: [String: Part]

  /// Reads the list and the header of each part.
  ///
  /// - Parameters:
  ///   - maximum: parts at most.
  ///   - maximumBytes: bytes of the file at most.
  /// - Throws: `ZipError`.
  package init(path: String, maximum: Int = 10_000, maximumBytes: Int64 = .max) throws(ZipError) {
    file = try ZipBytes(path: path)
    let beginning = try file.bytes(Int(min(8, file.size)), at: 0)
    guard beginning != [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] else {
      throw ZipError(.compoundFile, "it is a compound file")
    }
    guard beginning.starts(with: [0x50, 0x4B]) else { throw ZipError(.foreign, "it is no ZIP file") }
    guard file.size <= maximumBytes else {
      throw ZipError(.tooLarge, "it has \(file.size) bytes, and may have \(maximumBytes)")
    }
    let directory = try ZipDirectory(file, maximum: maximum)
    var parts: [String: Part] = [:]
    var stretches: [(start: UInt64, end: UInt64)] = []
    for record in directory.records {
      let part = try Self.part(record, in: file, before: directory.start)
      stretches.append((record.offset, part.start + part.packedSize))
      guard parts.updateValue(part, forKey: Self.key(part.name)) == nil else {
        throw ZipError(.damaged, "two of its parts have the name \(part.name)")
      }
    }
    stretches.sort { $0 < $1 }
    guard zip(stretches, stretches.dropFirst()).allSatisfy({ $0.end <= $1.start }) else {
      throw ZipError(.damaged, "its parts overlap: the file was damaged, or made to harm who reads it")
    }
    self.parts = parts
  }

  /// The part of a name, whatever the case of its letters.
  package func part(_ name: String) -> Part? { parts[Self.key(name)] }

  /// Hands over what a part unfolds to, a chunk at a time.
  ///
  /// The checksum is known at the end only: where this throws, what was handed over is to be thrown away.
  ///
  /// - Parameter bounds: of what it may unfold to.
  /// - Throws: `ZipError` where the part is damaged or larger than it may be; what the body throws.
  package func read(
    _ part: Part, bounds: GzipReader.Bounds, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let size = Int64(clamping: part.size)
    do { try bounds.check(unpacked: size, packed: Int64(clamping: part.packedSize)) } catch {
      throw ZipError(.tooLarge, "\(part.name): \(error)")
    }
    var checksum = crc32(0, nil, 0)
    var unpacked: Int64 = 0
    func take(_ bytes: UnsafeRawBufferPointer) throws {
      guard !bytes.isEmpty else { return }
      unpacked += Int64(bytes.count)
      guard unpacked <= size else {
        throw Self.damaged(part, "it unfolds to more than the \(size) bytes that it names")
      }
      checksum = crc32(checksum, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(bytes.count))
      try body(bytes)
    }
    let inflater = part.isDeflated ? Inflater(chunk: Self.chunk) : nil
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
    defer { input.deallocate() }
    var place = part.start
    let end = part.start + part.packedSize
    while place < end {
      let piece = UnsafeMutableRawBufferPointer(rebasing: input[..<Int(min(UInt64(Self.chunk), end - place))])
      try file.fill(piece, at: Int64(place))
      place += UInt64(piece.count)
      guard let inflater else {
        try take(UnsafeRawBufferPointer(piece))
        continue
      }
      guard try inflater.write(UnsafeRawBufferPointer(piece), take) else {
        throw Self.damaged(part, "its packed bytes mean nothing")
      }
    }
    guard inflater?.isFinished ?? true, unpacked == size else { throw Self.damaged(part, "it ends too early") }
    guard UInt32(checksum) == part.checksum else { throw Self.damaged(part, "its checksum is wrong") }
  }

  private static func damaged(_ part: Part, _ reason: String) -> ZipError {
    ZipError(.damaged, "\(part.name): \(reason): the file is damaged")
  }

  /// Some programs write `\` between folders.
  private static func key(_ name: String) -> String { name.replacing("\\", with: "/").lowercased() }

  /// Looks at the part's own header, which says where its bytes begin.
  private static func part(
    _ record: ZipDirectory.Record, in file: ZipBytes, before end: UInt64
  ) throws(ZipError) -> Part {
    let name = String(decoding: record.name, as: UTF8.self).replacing("\\", with: "/")
    let contradiction = ZipError(.damaged, "\(name): its header is not what the list of parts says of it")
    guard record.offset <= end, end - record.offset >= 30 else { throw contradiction }
    let header = try file.bytes(30, at: Int64(record.offset))
    guard header.number(4, at: 0) == 0x0403_4B50 else { throw contradiction }
    // Bit 0 is a password, bit 6 a stronger one, bit 13 hides the header.
    guard record.flags & 0x2041 == 0, header.number(2, at: 6) & 0x2041 == 0 else {
      throw ZipError(.unsupported, "\(name) is protected by a password")
    }
    guard record.method == 0 || record.method == 8 else {
      throw ZipError(.unsupported, "\(name) is packed by method \(record.method); only deflate (8) is read")
    }
    let length = Int(header.number(2, at: 26))
    guard header.number(2, at: 8) == record.method,
      length == record.name.count
    else { throw contradiction }
    let start = record.offset + 30 + UInt64(length) + header.number(2, at: 28)
    guard start <= end, record.packedSize <= end - start, record.method == 8 || record.size == record.packedSize,
      try file.bytes(length, at: Int64(record.offset) + 30) == record.name
    else { throw contradiction }
    return Part(
      name: name, size: record.size, packedSize: record.packedSize, isDeflated: record.method == 8,
      checksum: record.checksum, start: start)
  }
}
