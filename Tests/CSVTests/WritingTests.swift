import CSV
import Testing

@Suite("Writing records")
struct WritingTests {
  @Test(
    "What is written is read back as it was",
    arguments: [
      ["a", "", "b"], ["=HYPERLINK(\"x\")", "a,b"], ["line\nbreak", "carriage\r\nreturn"], ["\"", "\"\""],
      ["Ü, é", " "],
    ])
  func roundTrip(fields: [String]) throws {
    var reader = CSVReader(file: "t.csv", bytes: Array((CSVRecord.line(fields) + "\r\n").utf8))
    let record = try reader.next()
    #expect(record?.fields == fields)
    let end = try reader.next()
    #expect(end?.fields == nil)
  }
}
