import CSV
import Testing

@Suite("Line numbers")
struct LineNumberTests {
  @Test("A record is known by the line it starts on, quoted line breaks counted")
  func quotedBreaks() throws {
    let text = "a,b\n\"1\n2\n3\",x\n\"4\r\n5\",y\nlast,z\n"
    #expect(
      try records(text) == [
        Line(1, ["a", "b"]), Line(2, ["1\n2\n3", "x"]), Line(5, ["4\r\n5", "y"]), Line(7, ["last", "z"]),
      ])
  }

  @Test("Blank lines are skipped and still counted")
  func blankLines() throws {
    #expect(try records("\n\na\n\r\n\nb\n\n") == [Line(3, ["a"]), Line(6, ["b"])])
  }

  @Test("CRLF counts as one line")
  func crlf() throws {
    #expect(try records("a\r\nb\r\nc\r\n") == [Line(1, ["a"]), Line(2, ["b"]), Line(3, ["c"])])
  }

  @Test("LF and CRLF may be mixed")
  func mixed() throws {
    #expect(try records("a\r\nb\nc") == [Line(1, ["a"]), Line(2, ["b"]), Line(3, ["c"])])
  }
}
