import CSV
import Refusals
import Testing

@Suite("Damaged records")
struct DamageTests {
  @Test("A quote that never closes is refused at the line where its record starts")
  func unclosedQuote() throws {
    let error = try csvError { _ = try records("a,b\nc,d\ne,\"f\ng,h\n") }
    #expect(error.file == "test.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains("quote"))
    #expect("\(error)".hasPrefix("test.csv:3: "))
  }

  @Test("Text after a closing quote is refused", arguments: ["\"a\"b,c\n", "\"a\" ,c\n"])
  func textAfterQuote(line: String) throws {
    let error = try csvError { _ = try records("x,y\n" + line) }
    #expect(error.file == "test.csv")
    #expect(error.line == 2)
  }

  @Test(
    "Bytes that are not UTF-8 are refused, naming the line",
    arguments: [[0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func notUTF8(bad: [UInt8]) throws {
    for quote in ["", "\""] {
      let bytes = Array("a,b\n1,2\n3,\(quote)x".utf8) + bad + Array("\(quote)\n5,6\n".utf8)
      let error = try csvError { _ = try records(CSVReader(file: "latin1.csv", bytes: bytes)) }
      #expect(error.file == "latin1.csv")
      #expect(error.line == 3)
      #expect(error.reason.contains("UTF-8"))
    }
  }

  @Test("A record of 1 MiB is read; a longer one is refused, not kept in memory")
  func tooLong() throws {
    let longest = String(repeating: "x", count: CSVReader.maximumRecordBytes - 1)
    #expect(try records("a\n" + longest + "\n") == [Line(1, ["a"]), Line(2, [longest])])
    let error = try csvError { _ = try records("a\n\"" + longest + "\n" + longest) }
    #expect(error.line == 2)
    #expect(error.reason.contains("1 MiB"))
  }

  @Test("A quoted field that never ends is refused before the source does")
  func endlessField() throws {
    var chunks = 0
    var reader = CSVReader(file: "endless.csv") {
      chunks += 1
      return chunks == 1 ? Array("\"".utf8) : Array(repeating: 0x78, count: 1 << 16)
    }
    let error = try csvError { _ = try reader.next() }
    #expect(error.file == "endless.csv")
    #expect(error.line == 1)
    #expect(chunks < 100)
  }
}
