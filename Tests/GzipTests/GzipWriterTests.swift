import Gzip
import Seeded
import Testing

@Suite("Packing by gzip")
struct GzipWriterTests {
  private func packed(_ pieces: [[UInt8]]) throws -> [UInt8] {
    var packed: [UInt8] = []
    let writer = GzipWriter { packed += $0 }
    for piece in pieces { try writer.write(piece) }
    try writer.finish()
    return packed
  }

  private func unpacked(_ stream: [UInt8]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let reader = GzipReader(chunk: 4_096)
    try stream.withUnsafeBytes { try reader.write($0) { bytes.append(contentsOf: $0) } }
    try reader.finish()
    return bytes
  }

  @Test("What was written in pieces of any size is read again as it was, and nothing too")
  func again() throws {
    var random = Seeded(seed: 19)
    for _ in 0..<50 {
      let pieces = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        (0..<Int.random(in: 0...40_000, using: &random)).map { _ in UInt8.random(in: 97...101, using: &random) }
      }
      let stream = try packed(pieces)
      #expect(GzipReader.isGzip(stream))
      #expect(try unpacked(stream) == pieces.flatMap(\.self))
    }
  }

  @Test("What repeats itself becomes small")
  func small() throws {
    #expect(try packed([[UInt8]](repeating: Array("the same again ".utf8), count: 10_000)).count < 5_000)
  }
}
