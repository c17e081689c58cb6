import CSV
import Seeded
import Testing

@Suite("Chunks")
struct ChunkingTests {
  /// Every corner at once: a mark, quotes, doubled quotes, breaks inside and outside, blank lines, no last line end.
  private static let text = "\u{FEFF}isrc,títle\r\n\"a\"\"b\",\"c,d\"\n\r\n\"e\r\nf\n\"\"\",日本\r\n\n,\"\"\nlast,\"x\""
  private static let bytes = Array(text.utf8)
  private static let expected = [
    Line(1, ["isrc", "títle"]), Line(2, ["a\"b", "c,d"]), Line(4, ["e\r\nf\n\"", "日本"]), Line(8, ["", ""]),
    Line(9, ["last", "x"]),
  ]

  @Test("The whole file in one chunk")
  func whole() throws {
    #expect(try records(reader(pieces: [Self.bytes])) == Self.expected)
  }

  @Test("A chunk boundary may fall before any byte", arguments: 0...ChunkingTests.bytes.count)
  func oneBoundary(at index: Int) throws {
    let pieces = [Array(Self.bytes[..<index]), Array(Self.bytes[index...])]
    #expect(try records(reader(pieces: pieces)) == Self.expected)
  }

  @Test("Chunks may be of any size", arguments: 1...8)
  func equalPieces(size: Int) throws {
    let pieces = stride(from: 0, to: Self.bytes.count, by: size).map {
      Array(Self.bytes[$0..<min($0 + size, Self.bytes.count)])
    }
    #expect(try records(reader(pieces: pieces)) == Self.expected)
  }

  @Test("Chunks may be empty")
  func emptyPieces() throws {
    let pieces = [[]] + Self.bytes.flatMap { [[$0], [], []] }
    #expect(try records(reader(pieces: pieces)) == Self.expected)
  }

  @Test("Seeded files read the same however they are cut", arguments: UInt64(1)...40)
  func seeded(seed: UInt64) throws {
    var generator = Seeded(seed: seed)
    let alphabet = ["a", "é", "日", ",", "\"", "\n", "\r\n", " ", "😀"]
    let rows = (0..<30).map { _ in
      (0..<3).map { _ in
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }.joined()
      }
    }
    var text = ""
    var expected: [Line] = []
    var line = 1
    for fields in rows {
      let written = fields.map(quoted).joined(separator: ",") + (Bool.random(using: &generator) ? "\n" : "\r\n")
      expected.append(Line(line, fields))
      line += written.utf8.count { $0 == UInt8(ascii: "\n") }
      text += written
    }
    var bytes = Array(text.utf8)[...]
    var pieces: [[UInt8]] = []
    while !bytes.isEmpty {
      let size = Int.random(in: 1...9, using: &generator)
      pieces.append(Array(bytes.prefix(size)))
      bytes = bytes.dropFirst(size)
    }
    #expect(try records(reader(pieces: pieces)) == expected)
  }

  private func quoted(_ field: String) -> String { "\"\(field.replacing("\"", with: "\"\""))\"" }

  @Test("What the source throws comes through")
  func sourceFails() throws {
    struct Broken: Error {}
    var reader = CSVReader(file: "test.csv") { throw Broken() }
    #expect(throws: Broken.self) { try reader.next() }
  }
}
