import Gzip
import Seeded
import Testing

@Suite("Damaged gzip")
struct DamageTests {
  @Test("A stream that is cut anywhere is refused")
  func cut() {
    for length in 0..<Samples.numbers.count {
      #expect(throws: GzipReader.Damaged.self, "the first \(length) bytes") {
        try inflated(Array(Samples.numbers.prefix(length)))
      }
    }
  }

  @Test("A second member that is cut is refused")
  func cutMember() {
    for length in 1..<Samples.hello.count {
      #expect(throws: GzipReader.Damaged.self, "\(length) bytes of the second") {
        try inflated(Samples.numbers + Samples.hello.prefix(length))
      }
    }
  }

  @Test("A flipped bit never gives other content")
  func flipped() {
    var refused = 0
    for index in Samples.numbers.indices {
      for bit in 0..<8 {
        var damaged = Samples.numbers
        damaged[index] ^= 1 << bit
        do {
          let content = try inflated(damaged)
          #expect(content == Samples.numbersContent, "byte \(index), bit \(bit)")
        } catch {
          #expect(error is GzipReader.Damaged)
          refused += 1
        }
      }
    }
    // Only the header's time, level and system, and the bits that fill up the last byte of codes, mean nothing.
    #expect(refused > Samples.numbers.count * 8 - 64)
  }

  @Test("A flipped byte of stored content is refused", arguments: UInt64(1)...20)
  func flippedStored(seed: UInt64) {
    var generator = Seeded(seed: seed)
    let content = (0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var packed = Packing.member(content)
    let index = Int.random(in: 15..<515, using: &generator)
    packed[index] ^= UInt8.random(in: 1...255, using: &generator)
    #expect(throws: GzipReader.Damaged.self, "byte \(index)") { try inflated(packed) }
  }

  @Test(
    "What is not gzip is refused",
    arguments: [[0x00], [0x1F, 0x8C, 8], Array("isrc,title\n".utf8), [0x78, 0x9C, 0x03, 0x00]] as [[UInt8]])
  func notGzip(bytes: [UInt8]) {
    #expect(throws: GzipReader.Damaged.self) { try inflated(bytes) }
    #expect(throws: GzipReader.Damaged.self) { try inflated(Samples.hello + bytes) }
  }

  @Test("The refusal says that the file was cut, or what zlib found")
  func messages() throws {
    let cut = try #require(#expect(throws: GzipReader.Damaged.self) { try inflated(Array(Samples.hello.dropLast())) })
    #expect(cut.description.contains("cut"))
    var damaged = Samples.hello
    damaged[damaged.count - 8] ^= 1
    let flipped = try #require(#expect(throws: GzipReader.Damaged.self) { try inflated(damaged) })
    #expect(flipped.description.contains("data check"))
  }
}
