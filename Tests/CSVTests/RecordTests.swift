import CSV
import Testing

@Suite("Records of RFC 4180")
struct RecordTests {
  @Test(
    "A line reads as its fields",
    arguments: [
      ("a,b,c\n", ["a", "b", "c"]),
      ("a,b,c", ["a", "b", "c"]),
      ("a,b,c\r\n", ["a", "b", "c"]),
      (",,\n", ["", "", ""]),
      ("a,\n", ["a", ""]),
      (",a\n", ["", "a"]),
      ("\"a\",\"b\"\n", ["a", "b"]),
      ("\"a,b\",c\n", ["a,b", "c"]),
      ("\"say \"\"hi\"\"\",c\n", ["say \"hi\"", "c"]),
      ("\"\"\"\"\n", ["\""]),
      ("\"\",\"\"\n", ["", ""]),
      ("\"a\"\"\"\n", ["a\""]),
      ("\"\"\"a\"\n", ["\"a"]),
      ("\"a\nb\",c\n", ["a\nb", "c"]),
      ("\"a\r\nb\",c\r\n", ["a\r\nb", "c"]),
      ("\"a\"\r\n", ["a"]),
      ("\"a\",\"b\"", ["a", "b"]),
      (" a , b \n", [" a ", " b "]),
      ("a\rb,c\n", ["a\rb", "c"]),
      ("Ünder,AC/DÓ,日本\n", ["Ünder", "AC/DÓ", "日本"]),
      ("\"=HYPERLINK(\"\"x\"\")\",b\n", ["=HYPERLINK(\"x\")", "b"]),
    ])
  func fields(text: String, fields: [String]) throws {
    #expect(try records(text) == [Line(1, fields)])
  }

  @Test("Nothing in, nothing out", arguments: ["", "\n", "\r\n", "\n\n\r\n"])
  func empty(text: String) throws {
    #expect(try records(text) == [])
  }

  @Test("After the last record there is none, however often one asks")
  func end() throws {
    var reader = CSVReader(file: "test.csv", bytes: Array("a\n".utf8))
    #expect(try reader.next()?.fields == ["a"])
    #expect(try reader.next()?.fields == nil)
    #expect(try reader.next()?.fields == nil)
  }

  @Test("A byte-order mark is not part of the first field")
  func byteOrderMark() throws {
    #expect(try records("\u{FEFF}a,b\n1,2\n") == [Line(1, ["a", "b"]), Line(2, ["1", "2"])])
    #expect(try records("\u{FEFF}") == [])
    #expect(try records("\u{FEFF}\"a\"\n") == [Line(1, ["a"])])
  }

  @Test("A byte-order mark further in is text")
  func byteOrderMarkInside() throws {
    #expect(try records("a\n\u{FEFF}b\n") == [Line(1, ["a"]), Line(2, ["\u{FEFF}b"])])
  }
}
