import Contracts
import Money
import Plays
import Refusals
import Testing

@Suite("advances.csv")
struct AdvanceTests {
  private let header = "payee,date,kind,currency,amount,reference"

  private func refusal(_ lines: String...) throws -> InputError {
    let text = ([header] + lines).joined(separator: "\n")
    return try #require(
      #expect(throws: InputError.self) { try Advance.parse(file: "advances.csv", bytes: Array(text.utf8)) })
  }

  @Test("The advances of the month are read")
  func month() throws {
    let advances = try Advance.parse(file: "advances.csv", bytes: Array(fixture("advances.csv").utf8))
    #expect(advances.map(\.reference) == ["ADV-1", "ADV-2", "ADV-3", "VIDEO-7"])
    #expect(advances.map(\.payee) == ["art-000", "art-002", "art-002", "art-001"])
    #expect(advances.map(\.amount) == (try ["40", "90000", "5", "12.5"].map { try Amount($0) }))
    #expect(advances.map(\.kind) == [.advance, .advance, .advance, .cost])
    #expect(advances.map(\.currency.code) == ["USD", "USD", "USD", "EUR"])
    #expect(advances.map(\.date.description) == ["2026-09-01", "2026-08-01", "2026-11-01", "2026-10-05"])
  }

  @Test(
    "A row that cannot be an advance is refused at its line, saying why",
    arguments: [
      ("a,2026-09-01,advance,USD,1,R-1", "line 2"), ("a,2026-09-01,advance,USD,1,", "reference"),
      (",2026-09-01,advance,USD,1,R-2", "payee"),
      ("a,2026-09-31,advance,USD,1,R-2", "2026-09-31"), ("a,,advance,USD,1,R-2", "date"),
      ("a,1969-12-31,advance,USD,1,R-2", "before 1970-01-01"), ("a,0000-01-01,advance,USD,1,R-2", "date"),
      ("a,2026-09-01,advance,USD,1000000000000000,R-2", "not below 1000000000000000.0"),
      ("a,2026-09-01,loan,USD,1,R-2", "kind"),
      ("a,2026-09-01,,USD,1,R-2", "kind"), ("a,2026-09-01,cost,XXX,1,R-2", "XXX"),
      ("a,2026-09-01,cost,USD,0,R-2", "zero"),
      ("a,2026-09-01,cost,USD,-5,R-2", "zero"), ("a,2026-09-01,cost,USD,,R-2", "amount"),
      ("a,2026-09-01,cost,USD,1.0000000000001,R-2", "12 decimals"),
      ("e\u{301},2026-09-01,cost,USD,1,R-2", "payee \"e\u{301}\" is not in Unicode's normal form C"),
      ("a,2026-09-01,cost,USD,1,\u{212A}", "reference \"\u{212A}\" is not in Unicode's normal form C"),
      ("a,2026-09-01,cost,USD,\"1,000\",R-2", "1,000"), ("a,2026-09-01,cost,USD,1", "5 fields"),
    ])
  func refused(row: String, names: String) throws {
    let error = try refusal("a,2026-08-01,advance,USD,1,R-1", row)
    #expect(error.file == "advances.csv")
    #expect(error.line == 3)
    #expect(error.reason.contains(names))
  }

  @Test("A refusal names file and line once")
  func namedOnce() throws {
    #expect("\(try refusal("a,2026-09-01,cost,USD,,R-2"))".split(separator: "advances.csv").count == 1)
  }
}
