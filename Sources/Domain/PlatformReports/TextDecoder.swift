/// Turns UTF-16 text into UTF-8 where its byte-order mark says that it is some. Other text goes through as it is.
struct TextDecoder {
  private enum State { case unknown, plain, wide(isBigEndian: Bool) }

  private var state = State.unknown
  /// Bytes that do not make a character yet: four at most.
  private var carry: [UInt8] = []

  /// True once it is known that there is nothing to do.
  var isPlain: Bool { if case .plain = state { true } else { false } }

  /// - Throws: `ReportError` for half of a surrogate pair.
  mutating func decode(_ chunk: UnsafeRawBufferPointer, line: Int) throws(ReportError) -> [UInt8] {
    carry += chunk
    if case .unknown = state {
      // Four bytes tell UTF-16 from UTF-32, which has the same first two.
      guard carry.count >= 4 || !(carry.first.map { $0 == 0xFF || $0 == 0xFE } ?? true) else { return [] }
      decide()
    }
    guard case .wide(let isBigEndian) = state else {
      defer { carry = [] }
      return carry
    }
    return try wide(isBigEndian, line)
  }

  mutating func finish(line: Int) throws(ReportError) -> [UInt8] {
    if case .unknown = state { decide() }
    guard case .wide(let isBigEndian) = state else {
      defer { carry = [] }
      return carry
    }
    let text = try wide(isBigEndian, line)
    guard carry.isEmpty else {
      throw ReportError(line: line, reason: "the UTF-16 text ends within a character; was the file cut?")
    }
    return text
  }

  private mutating func decide() {
    let isUTF32 = carry.starts(with: [0xFF, 0xFE, 0, 0])
    if !isUTF32, carry.starts(with: [0xFF, 0xFE]) || carry.starts(with: [0xFE, 0xFF]) {
      state = .wide(isBigEndian: carry[0] == 0xFE)
      carry.removeFirst(2)
    } else {
      state = .plain
    }
  }

  private mutating func wide(_ isBigEndian: Bool, _ line: Int) throws(ReportError) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(carry.count * 3 / 2)
    var at = 0
    func unit(_ place: Int) -> UInt16 {
      let (a, b) = (UInt16(carry[place]), UInt16(carry[place + 1]))
      return isBigEndian ? a << 8 | b : b << 8 | a
    }
    while at + 1 < carry.count {
      let first = unit(at)
      var scalar = UInt32(first)
      var length = 2
      if UTF16.isLeadSurrogate(first) {
        guard at + 3 < carry.count else { break }
        let second = unit(at + 2)
        scalar = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        length = UTF16.isTrailSurrogate(second) ? 4 : 0
      } else if UTF16.isTrailSurrogate(first) {
        length = 0
      }
      guard length > 0, let character = Unicode.Scalar(scalar) else {
        throw ReportError(
          line: line, reason: "the text is not UTF-16, as its beginning says; save it as UTF-8 and try again")
      }
      text.append(contentsOf: UTF8.encode(character)!)
      at += length
    }
    carry.removeFirst(at)
    return text
  }
}
