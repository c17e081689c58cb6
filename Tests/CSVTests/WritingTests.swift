import CSV
import Testing

@Suite("Writing records")
struct WritingTests {
  private func read(_ line: String) throws -> [String]? {
    var reader = CSVReader(file: "t.csv", bytes: Array((line + "\r\n").utf8))
    let record = try reader.next()
    let end = try reader.next()
    #expect(end?.fields == nil)
    return record?.fields
  }

  @Test(
    "What is written raw is read back as it was",
    arguments: [
      ["a", "", "b"], ["=HYPERLINK(\"x\")", "a,b"], ["line\nbreak", "carriage\r\nreturn"], ["\"", "\"\""],
      ["Ü, é", " "], ["a;=1", "b\t=2"],
    ])
  func roundTrip(fields: [String]) throws {
    #expect(try read(CSVRecord.line(fields, .raw)) == fields)
  }

  @Test(
    "Text that a spreadsheet would run is written with an apostrophe before it, and can be told from other text",
    arguments: [
      "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "-", "--5", "-.5", "-5.", "-1e5",
      "+5", "\u{FF1D}1", "'=1", "''@x",
    ])
  func neutral(text: String) throws {
    let fields = try read(CSVRecord.line([text, "next"]))
    #expect(fields == ["'" + text, "next"])
    #expect(CSVForm.original("'" + text) == text)
  }

  @Test(
    "Figures and other text stay as they are",
    arguments: [
      "-12.500000000000", "-0", "-3 %", "-3.25 %", "12", "0.004", "", "'tis", "a=b", "Ün", " =1", "2026-10-01",
    ])
  func figures(text: String) throws {
    #expect(try read(CSVRecord.line([text, "next"])) == [text, "next"])
    #expect(CSVForm.original(text) == text)
  }

  @Test("A cell stays one cell where a spreadsheet takes semicolons or tabs for separators")
  func otherSeparators() {
    #expect(CSVRecord.line(["a;=1", "b\t=2", "c"]) == "\"a;=1\",\"b\t=2\",c")
  }
}
