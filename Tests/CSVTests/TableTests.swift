import CSV
import Refusals
import Testing

@Suite("A table with named columns")
struct TableTests {
  private func table(_ text: String, required: [String] = ["isrc", "title"], optional: [String] = ["note"]) throws
    -> CSVTable
  {
    try CSVTable(
      CSVReader(file: "t.csv", bytes: Array(text.utf8)), file: "t.csv", required: required, optional: optional)
  }

  private func rows(_ text: String) throws -> [CSVTable.Row] {
    var table = try table(text)
    var rows: [CSVTable.Row] = []
    while let row = try table.next() { rows.append(row) }
    return rows
  }

  @Test("Columns are found by name, in any order and case, with space around")
  func byName() throws {
    for header in ["isrc,title", "ISRC, Title ", "\u{FEFF}isrc,title"] {
      let row = try #require(try rows(header + "\nA,B\n").first)
      #expect(row["isrc"] == "A")
      #expect(row["title"] == "B")
    }
    let row = try #require(try rows("title,note,isrc\nB,N,A\n").first)
    #expect(row["isrc"] == "A")
    #expect(row["title"] == "B")
    #expect(row["note"] == "N")
  }

  @Test("An optional column that is not there reads as empty")
  func optionalColumn() throws {
    #expect(try #require(try rows("isrc,title\nA,B\n").first)["note"] == "")
  }

  @Test("Values are trimmed at both ends, not inside")
  func trimmed() throws {
    let row = try #require(try rows("isrc,title\n  A\t,\" B  C \"\n").first)
    #expect(row["isrc"] == "A")
    #expect(row["title"] == "B  C")
  }

  @Test("A row knows its file and line, behind quoted line breaks too")
  func lines() throws {
    let rows = try rows("isrc,title\nA,\"x\ny\"\n\nB,z\n")
    #expect(rows.map(\.line) == [2, 5])
    #expect(rows.map(\.file) == ["t.csv", "t.csv"])
    let error = rows[1].error("wrong")
    #expect(error == InputError(file: "t.csv", line: 5, reason: "wrong"))
    #expect("\(error)" == "t.csv:5: wrong")
  }

  @Test("A required value that is empty is refused, naming line and column", arguments: ["", "   ", "\"\""])
  func emptyValue(text: String) throws {
    let row = try #require(try rows("isrc,title\nA,B\nC,\(text)\n").last)
    let error = try csvError { _ = try row.required("title") }
    #expect(error.line == 3)
    #expect(error.reason.contains("title"))
    #expect(try row.required("isrc") == "C")
  }

  @Test(
    "A header that is not the expected one is refused, naming file, line and column",
    arguments: [
      ("isrc\n", 1, "title"), ("isrc,title,extra\n", 1, "extra"), ("isrc,title,isrc\n", 1, "isrc"),
      ("\n\nisrc,title,Title\n", 3, "Title"), ("isrc,title,\n", 1, "unknown column"), ("isrc;title\n", 1, "isrc;title"),
      ("", 1, "empty"), ("\n\n", 1, "empty"),
    ])
  func badHeader(text: String, line: Int, names: String) throws {
    let error = try csvError { _ = try table(text) }
    #expect(error.file == "t.csv")
    #expect(error.line == line)
    #expect(error.reason.contains(names))
  }

  @Test("The refusal of a header says which columns are wanted")
  func expectedColumns() throws {
    for text in ["", "isrc\n", "isrc,title,extra\n"] {
      #expect(try csvError { _ = try table(text) }.reason.contains("isrc,title"))
    }
  }

  @Test("A row with too few or too many fields is refused at its line", arguments: ["A", "A,B,C", " ", "A,B,"])
  func fieldCount(row: String) throws {
    let error = try csvError { _ = try rows("isrc,title\nA,B\n\(row)\n") }
    #expect(error.file == "t.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains("the header names 2"))
  }

  @Test("A header alone is a table without rows")
  func noRows() throws {
    #expect(try rows("isrc,title\n").isEmpty)
  }
}
