import Gzip
import Testing

@Suite("How much a gzip stream may unfold to")
struct BoundsTests {
  /// - Returns: what was handed over before it was refused, if it was.
  private func unfold(_ stream: [UInt8], _ bounds: GzipReader.Bounds) -> (bytes: Int, isRefused: Bool) {
    let reader = GzipReader(chunk: 64, bounds: bounds)
    var bytes = 0
    do {
      try stream.withUnsafeBytes { try reader.write($0) { bytes += $0.count } }
      try reader.finish()
      return (bytes, false)
    } catch {
      #expect(error is GzipReader.TooLarge, "\(error)")
      return (bytes, true)
    }
  }

  @Test("Up to the bytes it may have it is read; of one more nothing more is handed over")
  func bytes() {
    let content = Samples.numbersContent.count
    #expect(unfold(Samples.numbers, .init(bytes: Int64(content))) == (content, false))
    let cut = unfold(Samples.numbers, .init(bytes: Int64(content - 1)))
    #expect(cut.isRefused && cut.bytes < content)
    let early = unfold(Samples.numbers, .init(bytes: 100))
    #expect(early.isRefused && early.bytes <= 100)
  }

  @Test("Members that follow each other are added up")
  func members() {
    let stream = Samples.hello + Samples.hello + Samples.hello
    #expect(unfold(stream, .init(bytes: 15)) == (15, false))
    #expect(unfold(stream, .init(bytes: 14)).isRefused)
  }

  @Test("Beyond the grace it may have so many bytes for each that is packed, and not more")
  func ratio() {
    let (packed, content) = (Int64(Samples.numbers.count), Int64(Samples.numbersContent.count))
    let ratio = content / packed
    #expect(ratio > 1, "the sample is one that packs well")
    #expect(unfold(Samples.numbers, .init(ratio: 1, grace: 0)).isRefused)
    #expect(unfold(Samples.numbers, .init(ratio: 1, grace: content)) == (Int(content), false))
    #expect(unfold(Samples.numbers, .init(ratio: 1_100, grace: 0)) == (Int(content), false))
    #expect(unfold(Packing.member(Samples.numbersContent), .init(ratio: 1, grace: 0)).isRefused == false)
  }
}
