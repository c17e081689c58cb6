import Seeded
import Testing
import Texts

/// An import that was killed goes on at the end of a line: that end is exact, however the text came.
@Suite("Lines of a text that comes in chunks")
struct LineSplitterTests {
  private struct Line: Hashable {
    let text: String
    let start, end: Int64
  }

  /// Lines as a person would cut them: by looking for each end in the whole text.
  private func lines(_ text: [UInt8], from position: Int64) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      let next = min(end + 1, text.count)
      let line = String(decoding: text[start..<end], as: UTF8.self)
      if !line.utf8.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
        lines.append(Line(text: line, start: position + Int64(start), end: position + Int64(next)))
      }
      start = next
    }
    return lines
  }

  @Test("have the starts and ends that they have in the whole", arguments: [1, 2, 3, 4] as [UInt64])
  func positions(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    for _ in 0..<200 {
      let text = (0..<Int.random(in: 0...120, using: &random)).map { _ in
        [UInt8(ascii: "a"), UInt8(ascii: "b"), 0x20, 0x0D, 0x0A, 0x0A].randomElement(using: &random)!
      }
      let position = Int64.random(in: 0...1_000, using: &random)
      var splitter = LineSplitter(position: position)
      var found: [Line] = []
      func take(_ line: LineSplitter.Line) {
        found.append(Line(text: String(decoding: line.bytes, as: UTF8.self), start: line.start, end: line.end))
      }
      var rest = text[...]
      while !rest.isEmpty {
        let chunk = Array(rest.prefix(Int.random(in: 1...20, using: &random)))
        rest = rest.dropFirst(chunk.count)
        chunk.withUnsafeBytes { splitter.split($0, take) }
      }
      splitter.finish(take)
      #expect(found == lines(text, from: position), "seed \(seed): \(text)")
    }
  }
}
