/// Texts by number, in one run of bytes: eight bytes each besides their own.
struct TextColumn: Sendable {
  /// Start of each text, and its length in the lowest 24 bits.
  private var places: [UInt64] = []
  private var bytes: [UInt8] = []
  /// Bytes of texts that were replaced.
  private var unused = 0

  var count: Int { places.count }

  subscript(number: Int32) -> String {
    String(decoding: bytes[range(number)], as: UTF8.self)
  }

  mutating func append(_ text: String) {
    places.append(store(text))
  }

  mutating func replace(_ number: Int32, with text: String) {
    let range = range(number)
    guard !bytes[range].elementsEqual(text.utf8) else { return }
    unused += range.count
    places[Int(number)] = store(text)
    if unused > 1 << 20, unused > bytes.count / 2 { compact() }
  }

  /// True if the texts of a number and of a key are the same.
  func has(_ text: String, at number: Int32) -> Bool { bytes[range(number)].elementsEqual(text.utf8) }

  private func range(_ number: Int32) -> Range<Int> {
    let place = places[Int(number)]
    let start = Int(place >> 24)
    return start..<start + Int(place & 0xFF_FFFF)
  }

  private mutating func store(_ text: String) -> UInt64 {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    precondition(bytes.count - start <= 0xFF_FFFF, "no name has 16 MiB")
    return UInt64(start) << 24 | UInt64(bytes.count - start)
  }

  private mutating func compact() {
    var compacted = TextColumn()
    for number in places.indices { compacted.append(self[Int32(number)]) }
    self = compacted
  }
}
