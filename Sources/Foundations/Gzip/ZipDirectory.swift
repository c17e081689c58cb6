/// The list at the end of a ZIP file (APPNOTE 6.3.10, 4.3.12 to 4.3.16), as it was found there: what it says of each file.
///
/// Every number of it comes from outside, so each is compared with the size of the file before it is used.
struct ZipDirectory {
  struct Record {
    let name: [UInt8]
    let flags: UInt64
    let method: UInt64
    let checksum: UInt32
    let packedSize: UInt64
    let size: UInt64
    /// Place of its local header.
    let offset: UInt64
  }

  /// Bytes of the list at most: some hundred for each file.
  private static let maximumBytes: UInt64 = 16 << 20
  private static let damaged = ZipError(.damaged, "the list of its parts is damaged: the file was cut or changed")

  let records: [Record]
  /// Place where the list begins. No part reaches beyond it.
  let start: UInt64

  /// - Parameter maximum: files at most.
  init(_ file: ZipBytes, maximum: Int) throws(ZipError) {
    let end = try Self.end(of: file)
    guard end.count <= UInt64(maximum) else {
      throw ZipError(.tooLarge, "it has \(end.count) parts, and may have \(maximum)")
    }
    guard end.size <= Self.maximumBytes else {
      throw ZipError(.tooLarge, "the list of its parts has \(end.size) bytes, and may have \(Self.maximumBytes)")
    }
    // Nothing stands between the list and the end of the file: what does is a second reading of the same file.
    guard end.start <= end.place, end.place - end.start == end.size else { throw Self.damaged }
    let bytes = try file.bytes(Int(end.size), at: Int64(end.start))
    var records: [Record] = []
    var place = 0
    for _ in 0..<end.count {
      guard let (record, next) = Self.record(bytes, at: place) else { throw Self.damaged }
      records.append(record)
      place = next
    }
    guard place == bytes.count else { throw Self.damaged }
    self.records = records
    start = end.start
  }

  private struct End {
    let count: UInt64
    let size: UInt64
    let start: UInt64
    /// Place of the record itself, which follows the list.
    let place: UInt64
  }

  /// Finds the record that ends the file: it may have a comment of up to 65,535 bytes behind it.
  private static func end(of file: ZipBytes) throws(ZipError) -> End {
    guard file.size >= 22 else { throw ZipError(.damaged, "it ends too early: the file was cut") }
    let tail = try file.bytes(Int(min(file.size, 22 + 65_535)), at: file.size - min(file.size, 22 + 65_535))
    guard
      let found = stride(from: tail.count - 22, through: 0, by: -1).first(where: { place in
        tail[place] == 0x50 && tail.number(4, at: place) == 0x0605_4B50
          && tail.number(2, at: place + 20) == UInt64(tail.count - place - 22)
      })
    else { throw ZipError(.damaged, "the list of its parts is missing at the end: the file was cut") }
    let place = UInt64(file.size) - UInt64(tail.count - found)
    guard tail.number(4, at: found + 4) == 0, tail.number(2, at: found + 8) == tail.number(2, at: found + 10) else {
      throw ZipError(.unsupported, "it is one of several files that belong together")
    }
    let end = End(
      count: tail.number(2, at: found + 10), size: tail.number(4, at: found + 12),
      start: tail.number(4, at: found + 16),
      place: place)
    guard found >= 20, tail.number(4, at: found - 20) == 0x0706_4B50 else { return end }
    let large = try largeEnd(of: file, at: tail.number(8, at: found - 12), before: place - 20)
    // A number that fits stands in both. Where they differed, two readers would read two files.
    guard [UInt64(UInt16.max), large.count].contains(end.count), [UInt64(UInt32.max), large.size].contains(end.size),
      [UInt64(UInt32.max), large.start].contains(end.start)
    else { throw damaged }
    return large
  }

  /// The record of ZIP64, whose place the one at the end tells.
  private static func largeEnd(of file: ZipBytes, at place: UInt64, before locator: UInt64) throws(ZipError) -> End {
    guard place < locator, locator - place >= 56 else { throw damaged }
    let bytes = try file.bytes(56, at: Int64(place))
    // Its own length does not count its first 12 bytes.
    guard bytes.number(4, at: 0) == 0x0606_4B50, bytes.number(8, at: 4) == locator - place - 12,
      bytes.number(8, at: 16) == 0, bytes.number(8, at: 24) == bytes.number(8, at: 32)
    else { throw damaged }
    return End(
      count: bytes.number(8, at: 32), size: bytes.number(8, at: 40), start: bytes.number(8, at: 48), place: place)
  }

  private static func record(_ bytes: [UInt8], at place: Int) -> (Record, next: Int)? {
    guard bytes.count - place >= 46, bytes.number(4, at: place) == 0x0201_4B50 else { return nil }
    let nameLength = Int(bytes.number(2, at: place + 28))
    let extraLength = Int(bytes.number(2, at: place + 30))
    let next = place + 46 + nameLength + extraLength + Int(bytes.number(2, at: place + 32))
    guard next <= bytes.count, bytes.number(2, at: place + 34) == 0 else { return nil }
    let name = place + 46
    var numbers = [24, 20, 42].map { bytes.number(4, at: place + $0) }
    let extra = Array(bytes[(name + nameLength)..<(name + nameLength + extraLength)])
    guard widen(&numbers, by: extra) else { return nil }
    let record = Record(
      name: Array(bytes[name..<(name + nameLength)]), flags: bytes.number(2, at: place + 8),
      method: bytes.number(2, at: place + 10), checksum: UInt32(bytes.number(4, at: place + 16)),
      packedSize: numbers[1], size: numbers[0], offset: numbers[2])
    return (record, next)
  }

  /// Puts the numbers of ZIP64 in the place of those that did not fit: only they stand there, in this order.
  private static func widen(_ numbers: inout [UInt64], by extra: [UInt8]) -> Bool {
    guard numbers.contains(UInt64(UInt32.max)) else { return true }
    var place = 0
    while extra.count - place >= 4 {
      let end = place + 4 + Int(extra.number(2, at: place + 2))
      guard end <= extra.count else { return false }
      if extra.number(2, at: place) == 1 {
        var next = place + 4
        for index in numbers.indices where numbers[index] == UInt32.max {
          guard end - next >= 8 else { return false }
          numbers[index] = extra.number(8, at: next)
          next += 8
        }
        return true
      }
      place = end
    }
    return false
  }
}
