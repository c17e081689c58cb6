import Gzip
import Seeded
import Testing

@Suite("Inflating gzip")
struct InflateTests {
  @Test("What gzip packed is read back")
  func samples() throws {
    #expect(try inflated(Samples.numbers) == Samples.numbersContent)
    #expect(try inflated(Samples.hello) == Array("hello".utf8))
    #expect(try inflated(Samples.named) == Samples.namedContent)
    #expect(try inflated(Samples.empty) == [])
  }

  @Test("Seeded content is read back", arguments: UInt64(1)...20)
  func seeded(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let content = (0..<Int.random(in: 0...200_000, using: &generator)).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    let packed = Packing.member(content, block: Int.random(in: 1_000...65_535, using: &generator))
    #expect(try inflated(packed) == content)
    #expect(
      try inflated(
        packed, pieces: Int.random(in: 1...5_000, using: &generator),
        chunk: Int.random(in: 1...5_000, using: &generator)) == content)
  }

  @Test(
    "Any pieces and any buffer give the same bytes", arguments: [1, 2, 3, 7, 64, 4_096], [1, 2, 5, 1_024, 1 << 18])
  func chunking(pieces: Int, chunk: Int) throws {
    #expect(try inflated(Samples.numbers, pieces: pieces, chunk: chunk) == Samples.numbersContent)
    #expect(
      try inflated(Samples.named + Samples.hello, pieces: pieces, chunk: chunk) == Samples.namedContent
        + Array("hello".utf8))
  }

  @Test("A stream may be cut in two anywhere")
  func anyBoundary() throws {
    let stream = Samples.numbers + Samples.hello
    for boundary in 0...stream.count {
      let reader = GzipReader(chunk: 100)
      var content: [UInt8] = []
      for piece in [stream[..<boundary], stream[boundary...]] {
        try piece.withUnsafeBytes { try reader.write($0) { content.append(contentsOf: $0) } }
      }
      try reader.finish()
      #expect(content == Samples.numbersContent + Array("hello".utf8), "cut before byte \(boundary)")
    }
  }

  @Test("Members that follow each other read as one", arguments: 1...5)
  func members(count: Int) throws {
    let parts = (0..<count).map { Array("part \($0)\n".utf8) }
    let stream = parts.flatMap { Packing.member($0) } + Samples.empty + Samples.numbers
    #expect(try inflated(stream) == parts.flatMap(\.self) + Samples.numbersContent)
    #expect(try inflated(stream, pieces: 1, chunk: 1) == parts.flatMap(\.self) + Samples.numbersContent)
  }

  @Test("No piece handed over is larger than the buffer")
  func boundedPieces() throws {
    let reader = GzipReader(chunk: 100)
    try Samples.numbers.withUnsafeBytes { bytes in
      try reader.write(bytes) { #expect($0.count <= 100) }
    }
    try reader.finish()
  }

  @Test("A stream is known by its first two bytes")
  func isGzip() {
    #expect(GzipReader.isGzip(Samples.hello))
    #expect(GzipReader.isGzip([0x1F, 0x8B] as [UInt8]))
    #expect(!GzipReader.isGzip([0x1F] as [UInt8]))
    #expect(!GzipReader.isGzip([] as [UInt8]))
    #expect(!GzipReader.isGzip(Array("isrc,title".utf8)))
  }

  @Test("What the body throws comes through")
  func bodyThrows() {
    struct Full: Error {}
    let reader = GzipReader()
    #expect(throws: Full.self) {
      try Samples.hello.withUnsafeBytes { try reader.write($0) { _ in throw Full() } }
    }
  }
}
