/// A ZIP file (APPNOTE 6.3.10) that is being written, one packed file after the other. The same files are the same bytes.
///
/// Beyond 4 GiB and 65,535 files it goes on in ZIP64, which every reader of these years knows.
package struct ZipWriter {
  private struct Place {
    let name: String
    let file: PackedFile
    let offset: UInt64
  }

  private let sink: ([UInt8]) throws -> Void
  private let time: (year: Int, month: Int, day: Int)
  private var places: [Place] = []
  private var written: UInt64 = 0

  /// - Parameters:
  ///   - date: what every file says it is from, from 1980 on.
  ///   - sink: takes the bytes, in order.
  package init(date: (year: Int, month: Int, day: Int), to sink: @escaping ([UInt8]) throws -> Void) {
    time = date
    self.sink = sink
  }

  /// Adds a file.
  ///
  /// - Parameter name: no other file's.
  package mutating func add(_ name: String, _ file: PackedFile, content: (([UInt8]) throws -> Void) throws -> Void)
    throws
  {
    places.append(Place(name: name, file: file, offset: written))
    let isLarge = file.size >= UInt32.max || file.packedSize >= UInt32.max
    var head: [UInt8] = []
    head.append(UInt32(0x0403_4B50))
    describe(file, name, isLarge: isLarge, &head)
    head.append(UInt16(name.utf8.count))
    head.append(UInt16(isLarge ? 20 : 0))
    head += Array(name.utf8)
    if isLarge {
      head.append(UInt16(1))
      head.append(UInt16(16))
      head.append(file.size)
      head.append(file.packedSize)
    }
    try put(head)
    let start = written
    try content { try put($0) }
    precondition(written - start == file.packedSize, "a packed file is not as long as it says")
  }

  /// Writes what stands at the end of the file. Nothing can be added afterwards.
  package mutating func finish() throws {
    let start = written
    for place in places { try put(entry(place)) }
    let size = written - start
    let isLarge = places.count >= UInt16.max || start >= UInt32.max || size >= UInt32.max
    if isLarge { try put(largeEnd(start, size)) }
    var end: [UInt8] = []
    end.append(UInt32(0x0605_4B50))
    end += [0, 0, 0, 0]
    let count = UInt16(clamping: places.count)
    end.append(count)
    end.append(count)
    end.append(UInt32(clamping: size))
    end.append(UInt32(clamping: start))
    end += [0, 0]
    try put(end)
  }

  private mutating func put(_ bytes: [UInt8]) throws {
    try sink(bytes)
    written += UInt64(bytes.count)
  }

  /// Versions, flags, method, time, checksum and sizes: alike in both headers of a file.
  private func describe(_ file: PackedFile, _ name: String, isLarge: Bool, _ head: inout [UInt8]) {
    head.append(UInt16(isLarge ? 45 : 20))
    // Names are UTF-8.
    head.append(UInt16(0x0800))
    head.append(UInt16(file.isDeflated ? 8 : 0))
    head.append(UInt16(0))
    head.append(UInt16((time.year - 1980) << 9 | time.month << 5 | time.day))
    head.append(file.checksum)
    head.append(isLarge ? UInt32.max : UInt32(file.packedSize))
    head.append(isLarge ? UInt32.max : UInt32(file.size))
  }

  private func entry(_ place: Place) -> [UInt8] {
    let isLarge =
      place.file.size >= UInt32.max || place.file.packedSize >= UInt32.max || place.offset >= UInt32.max
    var head: [UInt8] = []
    head.append(UInt32(0x0201_4B50))
    // Made on Unix: the file is its owner's alone.
    head.append(UInt16(3 << 8 | 45))
    describe(place.file, place.name, isLarge: isLarge, &head)
    head.append(UInt16(place.name.utf8.count))
    head.append(UInt16(isLarge ? 28 : 0))
    head += [0, 0, 0, 0, 0, 0]
    head.append(UInt32(0o100600) << 16)
    head.append(isLarge ? UInt32.max : UInt32(place.offset))
    head += Array(place.name.utf8)
    if isLarge {
      head.append(UInt16(1))
      head.append(UInt16(24))
      head.append(place.file.size)
      head.append(place.file.packedSize)
      head.append(place.offset)
    }
    return head
  }

  private func largeEnd(_ start: UInt64, _ size: UInt64) -> [UInt8] {
    var end: [UInt8] = []
    end.append(UInt32(0x0606_4B50))
    end.append(UInt64(44))
    end.append(UInt16(3 << 8 | 45))
    end.append(UInt16(45))
    end += [UInt8](repeating: 0, count: 8)
    end.append(UInt64(places.count))
    end.append(UInt64(places.count))
    end.append(size)
    end.append(start)
    // Where that record stands.
    end.append(UInt32(0x0706_4B50))
    end += [0, 0, 0, 0]
    end.append(start + size)
    end.append(UInt32(1))
    return end
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ value: some FixedWidthInteger & UnsignedInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
