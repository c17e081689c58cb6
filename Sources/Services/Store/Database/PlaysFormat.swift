import Plays

/// Packed form of the plays that a commit has added, in `recent_commits`. A few bytes for each cell or moment.
///
/// A version, then the number of cells or moments, then of each four numbers: the first three as differences from the
/// one before it. Nothing at all is the form of none.
///
///     cell      track +, day ±, market ±, plays
///     moment    track +, market ±, second ±, plays
///
/// Every number is a varint of 7 bits a byte, the low ones first; ± means that the sign is the lowest bit.
package enum PlaysFormat {
  private static let version: UInt8 = 1

  /// - Parameter cells: in the order of their tracks; the nearer to each other days and markets are, the shorter it is.
  package static func encode(_ cells: [PlayBatch.Cell]) -> [UInt8] {
    encode(cells) { ($0.track, Int64($0.day), Int64($0.market), $0.plays) }
  }

  /// - Parameter moments: in the order of their tracks.
  package static func encode(_ moments: [PlayAggregator.Moment]) -> [UInt8] {
    encode(moments) { ($0.track, Int64($0.market), Int64($0.second), $0.plays) }
  }

  /// - Returns: `nil` for bytes of another version, and for those that nobody writes: the totals must be read anew.
  package static func cells(_ bytes: UnsafeRawBufferPointer) -> [PlayBatch.Cell]? {
    decode(bytes) { track, day, market, plays in
      guard let day = Int32(exactly: day), let market = Int32(exactly: market) else { return nil }
      return PlayBatch.Cell(track: track, day: day, market: market, plays: plays)
    }
  }

  /// - Returns: `nil` for bytes of another version, and for those that nobody writes.
  package static func moments(_ bytes: UnsafeRawBufferPointer) -> [PlayAggregator.Moment]? {
    decode(bytes) { track, market, second, plays in
      guard let market = Int32(exactly: market), let second = UInt32(exactly: second) else { return nil }
      return PlayAggregator.Moment(track: track, market: market, second: second, plays: plays)
    }
  }

  private typealias Fields = (track: Int32, second: Int64, third: Int64, plays: Int64)

  private static func encode<Element>(_ elements: [Element], _ fields: (Element) -> Fields) -> [UInt8] {
    guard !elements.isEmpty else { return [] }
    var bytes: [UInt8] = [version]
    bytes.reserveCapacity(16 + elements.count * 6)
    append(UInt64(elements.count), to: &bytes)
    var last: Fields = (0, 0, 0, 0)
    for element in elements {
      let next = fields(element)
      precondition(next.track >= last.track, "plays are listed in the order of their tracks")
      append(UInt64(next.track - last.track), to: &bytes)
      append(signed(next.second - last.second), to: &bytes)
      append(signed(next.third - last.third), to: &bytes)
      append(UInt64(next.plays), to: &bytes)
      last = next
    }
    return bytes
  }

  private static func decode<Element>(
    _ bytes: UnsafeRawBufferPointer, _ element: (_ track: Int32, Int64, Int64, _ plays: Int64) -> Element?
  ) -> [Element]? {
    guard !bytes.isEmpty else { return [] }
    guard bytes[0] == version else { return nil }
    var reader = PlaysReader(bytes: bytes, position: 1)
    guard let count = reader.count() else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    var (track, second, third): (Int64, Int64, Int64) = (0, 0, 0)
    for _ in 0..<count {
      guard reader.rise(&track), reader.step(&second), reader.step(&third), let plays = reader.plays(),
        let track = Int32(exactly: track), let element = element(track, second, third, plays)
      else { return nil }
      elements.append(element)
    }
    return reader.isAtEnd ? elements : nil
  }

  private static func signed(_ step: Int64) -> UInt64 { UInt64(bitPattern: (step << 1) ^ (step >> 63)) }

  @inline(__always)
  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// Reads the numbers of `PlaysFormat`, and believes none that nobody writes.
private struct PlaysReader {
  let bytes: UnsafeRawBufferPointer
  var position: Int

  /// Bytes at least of a cell or a moment.
  private static let least = 4
  /// Days, markets and seconds are far smaller, and so sums of two do not overflow.
  private static let bound: Int64 = 1 << 40

  var isAtEnd: Bool { position == bytes.count }

  /// A number of cells or moments: no more than the rest of the bytes can hold.
  mutating func count() -> Int? {
    guard let count = number(), count > 0, count <= UInt64((bytes.count - position) / Self.least) else { return nil }
    return Int(count)
  }

  mutating func plays() -> Int64? {
    guard let plays = number(), plays > 0 else { return nil }
    return Int64(exactly: plays)
  }

  mutating func rise(_ value: inout Int64) -> Bool {
    guard let rise = number(), rise < UInt64(Self.bound) else { return false }
    value += Int64(rise)
    return value < Self.bound
  }

  mutating func step(_ value: inout Int64) -> Bool {
    guard let code = number(), code < UInt64(Self.bound) else { return false }
    value += Int64(code >> 1) ^ -Int64(code & 1)
    return -Self.bound < value && value < Self.bound
  }

  @inline(__always)
  private mutating func number() -> UInt64? {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      // The tenth byte has the 64th bit and no other.
      guard shift < 63 || byte <= 1 else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
