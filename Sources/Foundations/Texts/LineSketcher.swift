/// Makes the `LineSketch` of a text, line by line. Of most lines it is one hash and one comparison.
package final class LineSketcher {
  // One thread uses it, and nothing here comes back to it: no check at each line.
  @exclusivity(unchecked) private var smallest: [Int64] = []
  /// Hashes below which a line is new to the sample, or may be.
  @exclusivity(unchecked) private var bound = Int64.max
  /// Some of those that were taken last, by their low bits: lines that repeat themselves are not gathered again.
  @exclusivity(unchecked) private var recent: [Int64]

  private static let recentCount = 2 * LineSketch.limit

  package init() {
    recent = Array(repeating: .max, count: Self.recentCount)
    smallest.reserveCapacity(2 * LineSketch.limit)
  }

  /// - Parameter line: without its end. A carriage return is no part of it.
  package func add(_ line: UnsafeRawBufferPointer) { add(Self.hash(line)) }

  package func add(_ hash: Int64) {
    guard hash < bound else { return }
    let place = Int(truncatingIfNeeded: hash) & (Self.recentCount - 1)
    guard recent[place] != hash else { return }
    recent[place] = hash
    smallest.append(hash)
    if smallest.count == 2 * LineSketch.limit { cut() }
  }

  /// Sample of what was added so far.
  package var sketch: LineSketch {
    cut()
    return LineSketch(hashes: smallest)
  }

  /// Leaves the smallest, each once, in their order.
  private func cut() {
    smallest.sort()
    var kept = 0
    for index in smallest.indices where kept == 0 || smallest[kept - 1] != smallest[index] {
      guard kept < LineSketch.limit else { break }
      smallest[kept] = smallest[index]
      kept += 1
    }
    smallest.removeLast(smallest.count - kept)
    if kept == LineSketch.limit { bound = smallest[kept - 1] }
  }

  // MARK: The hash

  private static let keys: (UInt64, UInt64, UInt64, UInt64) = (
    0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3
  )

  /// Hash of a line without carriage returns at its end. It is kept with files, and must stay what it is.
  package static func hash(_ line: UnsafeRawBufferPointer) -> Int64 {
    var count = line.count
    while count > 0, line[count - 1] == 0x0D { count -= 1 }
    var (a, b) = (keys.0 &+ UInt64(count) &* 0x9E37_79B9_7F4A_7C15, keys.1)
    var place = 0
    // Two at a time: neither waits for the other.
    while count - place >= 32 {
      a = fold(word(line, place) ^ keys.1, word(line, place + 8) ^ a)
      b = fold(word(line, place + 16) ^ keys.2, word(line, place + 24) ^ b)
      place += 32
    }
    var (first, second): (UInt64, UInt64) = (0, 0)
    if count >= 16 {
      if count - place > 16 { a = fold(word(line, place) ^ keys.3, word(line, place + 8) ^ a) }
      (first, second) = (word(line, count - 16), word(line, count - 8))
    } else if count >= 8 {
      (first, second) = (word(line, 0), word(line, count - 8))
    } else {
      for index in 0..<count { first = first << 8 | UInt64(line[index]) }
    }
    b = fold(first ^ keys.2, second ^ b)
    return Int64(bitPattern: fold(a ^ keys.3, fold(b ^ keys.0, a ^ keys.1)))
  }

  @inline(__always)
  private static func word(_ line: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    UInt64(littleEndian: line.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// The product's halves, folded into one.
  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
